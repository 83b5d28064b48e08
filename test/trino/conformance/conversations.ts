import type { Conversation } from '../../support/conformance/conversation';
import { errors } from './errors';
import { pages } from './pages';
import { reading } from './reading';
import { tables } from './tables';

export const conversations: readonly Conversation[] = [reading, errors, tables, ...pages];
