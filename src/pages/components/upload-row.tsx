import type { VNode } from 'preact'
import type { Uris } from '../../core/own-uris.ts'
import type { Focus, Media } from '../../db/tables/media.ts'
import type { Id } from '../../lib/ids.ts'
import { ComposerStep } from './composer-step.tsx'
import { FocusPicker } from './focus-picker.tsx'
import { TextArea } from './text-area.tsx'

/** One upload in a draft, with what its author says about it. */
export interface DraftMedium {
  id: Id
  description: string
  focus: Focus | null
}

interface UploadRowProps {
  uris: Uris
  medium: DraftMedium
  upload: Media
  at: number
  problems: Record<string, string>
  focus: string | undefined
}

const NAMES = { image: 'Picture', gifv: 'Animation', video: 'Film', audio: 'Sound', unknown: 'File' }

/** The fields and buttons of one upload. Their names end with its number, from 1. */
export function UploadRow({ uris, medium, upload, at, problems, focus }: UploadRowProps): VNode {
  const { id, description } = medium
  const number = at + 1
  const field = `description_${number}`
  return (
    <fieldset class="upload">
      <legend>
        {NAMES[upload.type]} {number}
      </legend>
      <input type="hidden" name={`media_${number}`} value={id} />
      <Thumbnail uris={uris} upload={upload} />
      <div class="upload-fields">
        <TextArea
          name={field}
          label="Description"
          hint={
            description.trim() === '' ? 'Not described yet. What would you tell someone who cannot see it?' : undefined
          }
          problem={problems[field]}
          rows={3}
          autofocus={focus === field}
          dir="auto"
          value={description}
        />
        {upload.type === 'image' && <FocusPicker name={`focus_${number}`} focus={medium.focus} />}
        <div class="upload-buttons">
          {at > 0 && <ComposerStep value={`earlier-${number}`}>Move up</ComposerStep>}
          <ComposerStep value={`remove-${number}`}>Remove</ComposerStep>
        </div>
      </div>
    </fieldset>
  )
}

function Thumbnail({ uris, upload: { key, state, type, blurhash } }: { uris: Uris; upload: Media }): VNode {
  if (state === 'waiting')
    return (
      <div class="thumbnail">
        <p>It is still being processed. You can post when it is ready.</p>
        <ComposerStep value="check">Is it ready?</ComposerStep>
      </div>
    )
  if (type === 'audio' && blurhash === null) return <p class="thumbnail">Sound</p>
  return <img class="thumbnail" src={uris.media(key, 'preview', 'webp')} alt="" />
}
