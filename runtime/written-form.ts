import { z } from 'zod';

/** For schemas that read a text into something else: how a person would write the value again. */
export const writtenForms = z.registry<{ text: (value: unknown) => string }>();
