/** What somebody wrote in a browser that was signed out meanwhile. */
import type { VNode } from 'preact'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { Form } from '../../components/form.tsx'
import type { FormFields } from '../../http/form.ts'
import { readTextsOnly } from '../../http/form-with-files.ts'
import { respond } from '../../http/respond.tsx'
import type { Visit } from '../../visit/visit.ts'
import { isDraftField, MAX_DRAFT_BYTES } from './draft.ts'

/** Shows a draft to whoever sent it. Nothing of it is stored, and nothing is done with it. */
export async function keepDraft(visit: Visit): Promise<Answer> {
  const fields = await readTextsOnly(visit, 'files', MAX_DRAFT_BYTES)
  return respond(visit, {
    head: { title: 'You are signed out', noindex: true },
    status: 401,
    body: (
      <>
        <h1>You are signed out</h1>
        <p class="lead">Your post is not lost. Sign in, come back to this page, and go on writing.</p>
        <p>
          <a class="button" href="/auth/sign-in" target="_blank" rel="noopener">
            Sign in (in a new tab)
          </a>
        </p>
        <Kept visit={visit} fields={fields} />
      </>
    ),
  })
}

function Kept({ visit, fields: { text = '', ...others } }: { visit: Visit; fields: FormFields }): VNode {
  const hidden = Object.entries(others).filter(([name]) => isDraftField(name))
  return (
    <Form visit={visit} files class="composer" action="/compose">
      {hidden.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <div class="field">
        <label for="text">Your post</label>
        <textarea id="text" name="text" rows={8} dir="auto">
          {text}
        </textarea>
      </div>
      <button type="submit" name="step" value="check">
        Go on writing
      </button>
    </Form>
  )
}
