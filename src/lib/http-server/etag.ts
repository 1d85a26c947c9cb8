/** Whether the client has this version: a list of tags, weak or strong, or `*` (RFC 9110 section 13.1.2). */
export function isKnownTag(etag: string, tags: string | undefined): boolean {
  return tags !== undefined && (tags === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag))
}
