/** Finds the title that is shown above the text of a post: what its origin calls its name. */
import type { Status } from '../../db/tables/statuses.ts'
import { isReply } from '../policy/replies.ts'

const TITLE = /^<p><strong>([^<]+)<\/strong><\/p>/

interface Titled {
  /** Safe HTML without elements. */
  title: string
  /** Safe HTML. */
  text: string
}

type Text = Pick<Status, 'object_type' | 'in_reply_to_id' | 'in_reply_to_uri' | 'community_id' | 'content'>

/**
 * @returns undefined for a post without a title. A bold first line of a note is one only in a community, and a reply has
 *   none
 */
export function splitTitle(status: Text): Titled | undefined {
  const { object_type, community_id, content } = status
  const isTopic = !isReply(status) && (object_type !== 'Note' || community_id !== null)
  const [line, title] = (isTopic && TITLE.exec(content)) || []
  return line === undefined || title === undefined ? undefined : { title, text: content.slice(line.length) }
}
