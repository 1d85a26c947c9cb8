import type { VNode } from 'preact'
import { MAX_PICTURE_DESCRIPTION } from '../../../../core/accounts/limits.ts'
import type { ProfilePicture } from '../../../../core/accounts/make-pictures.ts'
import { profilePictureUrl } from '../../../../core/accounts/picture-url.ts'
import type { App } from '../../../../core/app.ts'
import { maxPictureBytes } from '../../../../core/media/limits.ts'
import type { Account } from '../../../../db/tables/accounts.ts'
import { MB } from '../../../../lib/bytes.ts'
import { isPicture } from '../../../../lib/media/sniff.ts'
import { CheckBox } from '../../../components/check-box.tsx'
import { Labelled, labelledBy } from '../../../components/labelled.tsx'
import { TextArea } from '../../../components/text-area.tsx'
import type { ProfileDraft } from './draft.ts'

const PICTURES = {
  avatar: { title: 'Avatar', shape: 'It is cropped to a square.', width: 400, height: 400 },
  header: { title: 'Header', shape: 'It is cropped to be three times as wide as high.', width: 1_500, height: 500 },
}

/** What the form says about pictures. */
export interface PictureFacts {
  /** The media types that are accepted. */
  accept: string
  maxBytes: number
  /** The pictures that are there. */
  shown: { [P in ProfilePicture]: string | null }
}

export async function pictureFacts({ config, decoder, uris }: App, account: Account): Promise<PictureFacts> {
  const { mediaTypes } = await decoder.abilities()
  const shown = (name: ProfilePicture) => profilePictureUrl(uris, account, name, 'preview')
  return {
    accept: mediaTypes.filter(isPicture).join(','),
    maxBytes: maxPictureBytes(config),
    shown: { avatar: shown('avatar'), header: shown('header') },
  }
}

interface PictureFieldProps {
  name: ProfilePicture
  facts: PictureFacts
  draft: ProfileDraft
  problems: Record<string, string>
}

/** The choice of a picture, beside the one that is there. */
export function PictureField({ name, facts, draft, problems }: PictureFieldProps): VNode {
  const { title, shape, ...size } = PICTURES[name]
  const current = facts.shown[name]
  const field = `${name}_description` as const
  const file = {
    name,
    label: current === null ? 'Picture' : 'Another picture',
    hint: `${shape} Up to ${Math.floor(facts.maxBytes / MB)} MB.`,
    problem: problems[name],
  }
  return (
    <fieldset class="picture">
      <legend>{title}</legend>
      {current !== null && <img class={name} src={current} alt={`Your ${name}`} {...size} />}
      <Labelled {...file}>
        <input type="file" accept={facts.accept} {...labelledBy(file)} />
      </Labelled>
      <TextArea
        name={field}
        label="Description"
        hint={`What it shows, for people who cannot see it. Up to ${MAX_PICTURE_DESCRIPTION} characters.`}
        rows={2}
        dir="auto"
        value={draft[field]}
        problem={problems[field]}
      />
      {current !== null && (
        <CheckBox name={`remove_${name}`} label={`Remove the ${name}`} checked={draft.removed.includes(name)} />
      )}
    </fieldset>
  )
}
