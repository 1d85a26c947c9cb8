/** `/settings/profile`: what others see of an account. */
import type { VNode } from 'preact'
import { MAX_DISPLAY_NAME, MAX_NOTE, MAX_PROFILE_FIELDS } from '../../../core/accounts/limits.ts'
import { updateProfile } from '../../../core/accounts/update-profile.ts'
import { Invalid } from '../../../core/errors.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import { htmlToText } from '../../../lib/html/html-to-text.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { CheckBox } from '../../components/check-box.tsx'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { Saved, SettingsPage } from '../../components/settings-page.tsx'
import { TextArea } from '../../components/text-area.tsx'
import { problemsOf } from '../../http/form.ts'
import { readFormWithFiles } from '../../http/form-with-files.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import { requireSender, requireVisitor, type Visit } from '../../visit/visit.ts'

const PATH = '/settings/profile'
/** More than the longest profile in any script, so that one which is too long comes back to its author. */
const MAX_PROFILE_BYTES = 262_144

/** Rows for further fields of the profile. */
const EMPTY_ROWS = 2

/** The choices: column, words. */
const CHOICES = {
  locked: { label: 'Approve followers yourself', hint: 'New followers wait until you accept them.' },
  hides_network: { label: 'Hide who you follow and who follows you', hint: '' },
  discoverable: { label: 'Let others discover you', hint: 'Servers may suggest your account in directories.' },
  indexable: { label: 'Let search engines find your profile and your public posts', hint: '' },
  bot: { label: 'This account is automated', hint: 'It mostly posts by itself.' },
} as const
type Choice = keyof typeof CHOICES
const CHOICE_NAMES = Object.keys(CHOICES) as Choice[]

/** A profile as its form holds it. */
interface ProfileDraft extends Record<Choice, boolean> {
  display_name: string
  note: string
  fields: { name: string; value: string }[]
}

/** `/settings`, for those who type it. */
export async function settingsPage(visit: Visit): Promise<Answer> {
  requireVisitor(visit)
  return leadTo(visit, PATH)
}

export function profileSettingsPage(visit: Visit): Promise<Answer> {
  return show(visit, draftOf(requireVisitor(visit).account))
}

export async function submitProfile(visit: Visit): Promise<Answer> {
  const { account } = requireSender(visit)
  await using form = await readFormWithFiles(visit, { files: {}, maxBytes: MAX_PROFILE_BYTES })
  const draft = readDraft(form.fields)
  try {
    await updateProfile(visit.app, account, draft)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return show(visit, draft, problemsOf(error))
  }
  return leadTo(visit, `${PATH}?saved=1`)
}

function draftOf(account: Account): ProfileDraft {
  const { display_name, note_source, fields, locked, hides_network, discoverable, indexable, bot } = account
  return {
    display_name,
    note: note_source,
    fields: fields.map(({ name, value, source }) => ({ name, value: source ?? htmlToText(value) })),
    ...{ locked, hides_network, discoverable, indexable, bot },
  }
}

function readDraft(sent: Record<string, string>): ProfileDraft {
  const choices = Object.fromEntries(CHOICE_NAMES.map((name) => [name, sent[name] === 'on'])) as Record<Choice, boolean>
  return {
    display_name: sent.display_name ?? '',
    note: (sent.note ?? '').replaceAll('\r\n', '\n'),
    fields: fieldNumbers().map((n) => ({ name: sent[`name_${n}`] ?? '', value: sent[`value_${n}`] ?? '' })),
    ...choices,
  }
}

/** From 1. */
function fieldNumbers(count = MAX_PROFILE_FIELDS): number[] {
  return Array.from({ length: count }, (_, at) => at + 1)
}

/** A few more than are filled in. Once these are saved too, there are again more. */
function shownRows(fields: ProfileDraft['fields']): number {
  const filled = fields.findLastIndex(({ name, value }) => name !== '' || value !== '') + 1
  return Math.min(MAX_PROFILE_FIELDS, filled + EMPTY_ROWS)
}

async function show(visit: Visit, draft: ProfileDraft, problems?: Record<string, string>): Promise<Answer> {
  return respond(visit, {
    head: { title: 'Profile', noindex: true },
    status: problems ? 422 : 200,
    body: (
      <SettingsPage title="Profile" here={PATH}>
        {!problems && <Saved visit={visit} />}
        <ProfileForm visit={visit} draft={draft} problems={problems ?? {}} />
      </SettingsPage>
    ),
  })
}

interface ProfileFormProps {
  visit: Visit
  draft: ProfileDraft
  problems: Record<string, string>
}

function ProfileForm({ visit, draft, problems }: ProfileFormProps): VNode {
  return (
    <Form visit={visit} files action={PATH} class="sheet">
      <Field
        name="display_name"
        label="Name"
        hint={`Up to ${MAX_DISPLAY_NAME} characters`}
        dir="auto"
        autocomplete="name"
        value={draft.display_name}
        problem={problems.display_name}
      />
      <TextArea
        name="note"
        label="About you"
        hint={`Up to ${MAX_NOTE.toLocaleString('en')} characters. Links, #hashtags and @mentions work.`}
        rows={6}
        dir="auto"
        value={draft.note}
        problem={problems.note}
      />
      <ExtraFields fields={draft.fields} problem={problems.fields} />
      <fieldset class="choices">
        <legend>Privacy and reach</legend>
        {CHOICE_NAMES.map((name) => (
          <CheckBox name={name} {...CHOICES[name]} checked={draft[name]} />
        ))}
      </fieldset>
      <button type="submit">Save</button>
    </Form>
  )
}

/** A table of name and value, for example “Website” and its address. */
function ExtraFields({ fields, problem }: { fields: ProfileDraft['fields']; problem: string | undefined }): VNode {
  return (
    <fieldset class="pairs" aria-describedby={problem ? 'fields-hint fields-wrong' : 'fields-hint'}>
      <legend>Extra fields</legend>
      <p class="hint" id="fields-hint">
        For example “Website” and its address. A row without a name or a value is left out.
      </p>
      {problem && (
        <p class="wrong" id="fields-wrong">
          {problem}
        </p>
      )}
      {fieldNumbers(shownRows(fields)).map((n) => (
        <div>
          <input name={`name_${n}`} aria-label={`Name of field ${n}`} dir="auto" value={fields[n - 1]?.name ?? ''} />
          <input name={`value_${n}`} aria-label={`Value of field ${n}`} dir="auto" value={fields[n - 1]?.value ?? ''} />
        </div>
      ))}
    </fieldset>
  )
}
