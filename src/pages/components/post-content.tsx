import type { VNode } from 'preact'
import type { StatusVersion } from '../../core/edits/history.ts'
import type { Attachment } from '../../db/tables/attachments.ts'
import { Html } from './html.tsx'

type ContentProps = Pick<StatusVersion, 'content' | 'content_warning' | 'language' | 'sensitive' | 'attachments'>

/** Text and media, folded if the author set a content warning. They unfold without a script. */
export function PostContent({ status }: { status: ContentProps }): VNode {
  const { content_warning, sensitive, attachments } = status
  const text = <Html class="content" safe={status.content} lang={status.language ?? undefined} dir="auto" />
  const media = attachments.length > 0 && <MediaList attachments={attachments} />
  if (content_warning !== '')
    return (
      <Folded summary={content_warning} lang={status.language}>
        {text}
        {media}
      </Folded>
    )
  return (
    <>
      {text}
      {media && sensitive ? <Folded summary="Sensitive media">{media}</Folded> : media}
    </>
  )
}

interface FoldedProps {
  summary: string
  lang?: string | null
  children: (VNode | false)[] | VNode
}

function Folded({ summary, lang, children }: FoldedProps): VNode {
  return (
    <details class="warning">
      <summary>
        <bdi lang={lang ?? undefined}>{summary}</bdi>
      </summary>
      {children}
    </details>
  )
}

function MediaList({ attachments }: { attachments: readonly Attachment[] }): VNode {
  const item = ({ type, url, description }: Attachment) =>
    type === 'image' ? (
      <a href={url}>
        <img src={url} alt={description || 'Picture without a description'} loading="lazy" />
      </a>
    ) : (
      <a href={url}>{description || `Attached ${type === 'unknown' ? 'file' : type}`}</a>
    )
  return (
    <ul class="attachments">
      {attachments.map((one) => (
        <li>{item(one)}</li>
      ))}
    </ul>
  )
}
