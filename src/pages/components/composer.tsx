import type { VNode } from 'preact'
import { MAX_CHARACTERS } from '../../core/statuses/limits.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import { countCharacters } from '../../lib/text/count-characters.ts'
import type { Visit } from '../visit/visit.ts'
import { ComposerCommunity } from './composer-community.tsx'
import { DraftMedia, type FileFacts } from './draft-media.tsx'
import { Field } from './field.tsx'
import { Form } from './form.tsx'
import { LanguagePicker } from './language-picker.tsx'
import { TextArea } from './text-area.tsx'
import type { DraftMedium } from './upload-row.tsx'
import { VisibilityPicker, visibilityName } from './visibility-picker.tsx'

/** A post that is being written, as the form holds it. */
export interface Draft {
  text: string
  content_warning: string
  visibility: Visibility
  /** Empty: to be recognised. */
  language: string
  media: readonly DraftMedium[]
  /** Whether its media are covered. */
  sensitive: boolean
  /** The id of the post that it answers. */
  reply?: string
  /** The id of the post that it changes. */
  edit?: string
  /** New for each form, so that a form that is sent twice posts once. */
  key: string
}

interface ComposerProps {
  visit: Visit
  draft: Draft
  files: FileFacts
  /** The community to which the post goes. */
  community?: Account | undefined
  /** What has just happened to the draft. */
  notice?: string | undefined
  /** The name of the field where its author goes on, if a button has moved something. */
  focus?: string | undefined
  /** By field; under `form`, what concerns none of them. */
  problems?: Record<string, string>
  /** Whether the page is there for writing. */
  isWholePage?: boolean
}

/** The form in which a post is written. */
export function Composer(props: ComposerProps): VNode {
  const { visit, draft, files, community, notice, problems = {}, isWholePage = false } = props
  const { media, sensitive } = draft
  const focus = isWholePage ? (props.focus ?? focusOf({ draft, notice, problems })) : undefined
  return (
    <Form visit={visit} files class="composer" action="/compose">
      <HiddenFields draft={draft} />
      {/* The Enter key presses the first button of a form. Without this one, that might remove a picture. */}
      <button type="submit" hidden>
        {wordsFor(draft).button}
      </button>
      {problems.form && (
        <p class="wrong" role="alert">
          {problems.form}
        </p>
      )}
      {community && <ComposerCommunity visit={visit} draft={draft} community={community} />}
      <TextField draft={draft} problem={problems.text} isLarge={isWholePage} hasFocus={focus === 'text'} />
      <More draft={draft} problems={problems} isOpen={isWholePage} />
      {draft.edit === undefined ? (
        <VisibilityPicker chosen={draft.visibility} />
      ) : (
        <p class="hint">Visible to: {visibilityName(draft.visibility)}</p>
      )}
      {/* The last field: if a file is refused while it arrives, all that comes before it is known. */}
      <DraftMedia
        uris={visit.app.uris}
        media={media}
        sensitive={sensitive}
        files={files}
        notice={notice}
        problems={problems}
        focus={focus}
        isOpen={isWholePage}
      />
      <button type="submit">{wordsFor(draft).button}</button>
    </Form>
  )
}

/** The field where its author goes on: one with a problem, or one that is empty since files were added. */
function focusOf({ draft, notice, problems }: Pick<ComposerProps, 'draft' | 'notice'> & { problems: object }): string {
  const wrong = ['text', 'files', ...draft.media.map((_, at) => `description_${at + 1}`)].find((one) => one in problems)
  if (wrong !== undefined) return wrong
  const undescribed = notice === undefined ? -1 : draft.media.findIndex(({ description }) => description === '')
  return undescribed === -1 ? 'text' : `description_${undescribed + 1}`
}

function wordsFor({ edit, reply }: Draft): { label: string; button: string } {
  if (edit !== undefined) return { label: 'Your post', button: 'Save' }
  if (reply !== undefined) return { label: 'Your reply', button: 'Reply' }
  return { label: 'What do you want to say?', button: 'Post' }
}

function HiddenFields({ draft: { key, reply, edit } }: { draft: Draft }): VNode {
  return (
    <>
      <input type="hidden" name="key" value={key} />
      {reply !== undefined && <input type="hidden" name="reply" value={reply} />}
      {edit !== undefined && <input type="hidden" name="edit" value={edit} />}
    </>
  )
}

interface TextFieldProps {
  draft: Draft
  problem: string | undefined
  isLarge: boolean
  hasFocus: boolean
}

function TextField({ draft, problem, isLarge, hasFocus }: TextFieldProps): VNode {
  return (
    <TextArea
      name="text"
      label={wordsFor(draft).label}
      hint={lengthOf(draft)}
      problem={problem}
      rows={isLarge ? 8 : 3}
      dir="auto"
      autofocus={hasFocus}
      value={draft.text}
    />
  )
}

/** Counted as when the post is checked: a link counts as 23, and the content warning counts too. */
function lengthOf({ text, content_warning }: Draft): string {
  const most = MAX_CHARACTERS.toLocaleString('en')
  const used = countCharacters(text) + countCharacters(content_warning)
  return used === 0 ? `Up to ${most} characters` : `${used.toLocaleString('en')} of ${most} characters`
}

/** What most posts do not need. It is open if it holds something. */
function More({ draft, problems, isOpen }: Required<Pick<ComposerProps, 'draft' | 'problems'>> & { isOpen: boolean }) {
  return (
    <details class="composer-more" open={isOpen || draft.content_warning !== ''}>
      <summary>Content warning and language</summary>
      <Field
        name="content_warning"
        label="Content warning"
        hint="Readers see this first, and open the post themselves."
        value={draft.content_warning}
        problem={problems.content_warning}
      />
      <LanguagePicker chosen={draft.language} problem={problems.language} />
    </details>
  )
}
