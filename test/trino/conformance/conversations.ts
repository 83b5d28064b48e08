import type { Conversation } from '../../support/conformance/conversation';
import { errors } from './errors';
import { pages } from './pages';
import { queries } from './queries';
import { reading } from './reading';
import { requests } from './requests';
import { resources } from './resources';
import { sessions } from './sessions';
import { tables } from './tables';
import { webUi } from './web-ui';

export const conversations: readonly Conversation[] = [
  reading,
  errors,
  tables,
  ...pages,
  ...queries,
  ...sessions,
  ...requests,
  resources,
  webUi,
];
