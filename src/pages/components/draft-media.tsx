/** The pictures, films and sounds of a post that is being written: what is there, and the choice of more. */
import type { VNode } from 'preact'
import { MAX_ATTACHMENTS } from '../../core/media/limits.ts'
import type { Uris } from '../../core/own-uris.ts'
import type { Media } from '../../db/tables/media.ts'
import type { Id } from '../../lib/ids.ts'
import { CheckBox } from './check-box.tsx'
import { ComposerStep } from './composer-step.tsx'
import { Labelled, labelledBy } from './labelled.tsx'
import { type DraftMedium, UploadRow } from './upload-row.tsx'

/** What the composer knows of files. */
export interface FileFacts {
  /** The media types that are accepted, for the browser's dialog. */
  accept: string
  pictureMb: number
  /** Undefined if films and sounds are not accepted. */
  filmMb: number | undefined
  /** The uploads of the draft. */
  uploads: ReadonlyMap<Id, Media>
}

interface DraftMediaProps {
  uris: Uris
  media: readonly DraftMedium[]
  sensitive: boolean
  files: FileFacts
  notice: string | undefined
  problems: Record<string, string>
  /** The name of the field that has the focus. */
  focus: string | undefined
  isOpen: boolean
}

export function DraftMedia(props: DraftMediaProps): VNode {
  const { uris, media, sensitive, files, notice, problems, focus, isOpen } = props
  const hasMedia = media.length > 0
  const room = MAX_ATTACHMENTS - media.length
  return (
    <details class="composer-more" open={isOpen || hasMedia || problems.files !== undefined}>
      <summary>{files.filmMb === undefined ? 'Pictures' : 'Pictures, films and sounds'}</summary>
      {notice && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      {room === 0 && problems.files && (
        <p class="wrong" role="alert" id="files-wrong">
          {problems.files}
        </p>
      )}
      {media.map((medium, at) => {
        const upload = files.uploads.get(medium.id)
        return (
          upload && <UploadRow uris={uris} medium={medium} upload={upload} at={at} problems={problems} focus={focus} />
        )
      })}
      {hasMedia ? (
        <CheckBox
          name="sensitive"
          label="Sensitive"
          hint="Readers see these only after they have opened a cover."
          checked={sensitive}
        />
      ) : (
        sensitive && <input type="hidden" name="sensitive" value="on" />
      )}
      {room > 0 && <Choice room={room} files={files} problem={problems.files} focus={focus} />}
    </details>
  )
}

interface ChoiceProps {
  room: number
  files: FileFacts
  problem: string | undefined
  focus: string | undefined
}

function Choice({ room, files, problem, focus }: ChoiceProps): VNode {
  const field = {
    name: 'files',
    label: room === 1 ? 'Add one file' : `Add up to ${room} files`,
    hint: `${sizesOf(files)} You describe them in the next step.`,
    problem,
  }
  return (
    <div class="upload-choice">
      <Labelled {...field}>
        <input
          type="file"
          accept={files.accept}
          multiple={room > 1}
          autofocus={focus === 'files'}
          {...labelledBy(field)}
        />
      </Labelled>
      <ComposerStep value="attach">Add</ComposerStep>
    </div>
  )
}

function sizesOf({ pictureMb, filmMb }: FileFacts): string {
  const films = filmMb === undefined ? '' : `, a film or sound up to ${filmMb} MB`
  return `A picture may have up to ${pictureMb} MB${films}.`
}
