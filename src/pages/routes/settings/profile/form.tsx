import type { VNode } from 'preact'
import { MAX_DISPLAY_NAME, MAX_NOTE, MAX_PROFILE_FIELDS } from '../../../../core/accounts/limits.ts'
import { CheckBox } from '../../../components/check-box.tsx'
import { Field } from '../../../components/field.tsx'
import { Form } from '../../../components/form.tsx'
import { TextArea } from '../../../components/text-area.tsx'
import type { Visit } from '../../../visit/visit.ts'
import { CHOICE_NAMES, CHOICES, fieldNumbers, type ProfileDraft } from './draft.ts'
import { type PictureFacts, PictureField } from './picture-field.tsx'

/** Rows for further fields of the profile. */
const EMPTY_ROWS = 2

interface ProfileFormProps {
  visit: Visit
  action: string
  draft: ProfileDraft
  pictures: PictureFacts
  problems: Record<string, string>
}

export function ProfileForm({ visit, action, draft, pictures, problems }: ProfileFormProps): VNode {
  return (
    <Form visit={visit} files action={action} class="sheet">
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
      <PictureField name="avatar" draft={draft} facts={pictures} problems={problems} />
      <PictureField name="header" draft={draft} facts={pictures} problems={problems} />
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

/** A few more than are filled in. Once these are saved too, there are again more. */
function shownRows(fields: ProfileDraft['fields']): number {
  const filled = fields.findLastIndex(({ name, value }) => name !== '' || value !== '') + 1
  return Math.min(MAX_PROFILE_FIELDS, filled + EMPTY_ROWS)
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
