/** The English catalogue: a sentence for each error code. A translation is another value of this type. */
import { accountMessages } from './accounts.ts'
import { communityMessages } from './communities.ts'
import { followedFeedMessages } from './followed-feeds.ts'
import { hubMessages } from './hub.ts'
import { mediaMessages } from './media.ts'
import { oauthMessages } from './oauth.ts'
import { protocolMessages } from './protocol.ts'
import { refusalMessages } from './refusals.ts'
import { remoteObjectMessages } from './remote-objects.ts'
import { remoteServerMessages } from './remote-servers.ts'
import { requestMessages } from './requests.ts'
import { serverMessages } from './server.ts'
import { signInMessages } from './sign-in.ts'
import { statusMessages } from './statuses.ts'
import { webhookMessages } from './webhooks.ts'

export const en = {
  ...accountMessages,
  ...statusMessages,
  ...communityMessages,
  ...refusalMessages,
  ...signInMessages,
  ...oauthMessages,
  ...serverMessages,
  ...requestMessages,
  ...protocolMessages,
  ...remoteServerMessages,
  ...remoteObjectMessages,
  ...mediaMessages,
  ...hubMessages,
  ...followedFeedMessages,
  ...webhookMessages,
}
