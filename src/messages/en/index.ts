/** The English catalogue: a sentence for each error code. A translation is another value of this type. */
import { accountMessages } from './accounts.ts'
import { posts } from './posts.ts'
import { protocol } from './protocol.ts'
import { remoteObjects } from './remote-objects.ts'
import { remoteServers } from './remote-servers.ts'
import { requests } from './requests.ts'
import { server } from './server.ts'
import { signIn } from './sign-in.ts'

export const en = {
  ...accountMessages,
  ...posts,
  ...signIn,
  ...server,
  ...requests,
  ...protocol,
  ...remoteServers,
  ...remoteObjects,
}
