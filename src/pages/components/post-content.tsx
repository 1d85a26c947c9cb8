import type { VNode } from 'preact'
import type { StatusVersion } from '../../core/edits/history.ts'
import type { Uris } from '../../core/own-uris.ts'
import { Html } from './html.tsx'
import { MediaList } from './media/media.tsx'

interface ContentProps {
  uris: Uris
  status: Pick<StatusVersion, 'content' | 'content_warning' | 'language' | 'sensitive' | 'attachments'>
  /** Stands above the text, and is folded with it. */
  title?: VNode
  /** The address of the page that shows the medium at this place, from 0. */
  mediaPage?: ((place: number) => string) | undefined
}

/** Text and media, folded if the author set a content warning. They unfold without a script. */
export function PostContent({ uris, status, title, mediaPage }: ContentProps): VNode {
  const { content_warning, sensitive, attachments } = status
  const text = <Html class="content" safe={status.content} lang={status.language ?? undefined} dir="auto" />
  const media = attachments.length > 0 && <MediaList uris={uris} media={attachments} pageOf={mediaPage} />
  if (content_warning !== '')
    return (
      <Folded summary={content_warning} lang={status.language}>
        {title}
        {text}
        {media}
      </Folded>
    )
  return (
    <>
      {title}
      {text}
      {media && sensitive ? <Folded summary="Sensitive media">{media}</Folded> : media}
    </>
  )
}

interface FoldedProps {
  summary: string
  lang?: string | null
  children: (VNode | false | undefined)[] | VNode
}

/** Something that a reader opens. */
export function Folded({ summary, lang, children }: FoldedProps): VNode {
  return (
    <details class="warning">
      <summary>
        <bdi lang={lang ?? undefined}>{summary}</bdi>
      </summary>
      {children}
    </details>
  )
}
