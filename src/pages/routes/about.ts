import type { App } from '../../core/app.ts'
import { getSettings, type InstanceSettings } from '../../core/instance/settings.ts'
import { renderText } from '../../lib/text/render-text.ts'
import { Html, html } from '../html.ts'
import { respond } from '../respond.ts'

const SIGN_UP = {
  open: html`Anybody may <a href="/auth/sign-up">sign up</a>.`,
  approval: html`You may <a href="/auth/sign-up">ask for an account</a>; a moderator reads each request.`,
  closed: html`Sign-up is closed. You can follow people here from any other server.`,
}

/** Who runs this server, what for, and by which rules. */
export async function aboutPage(app: App): Promise<Response> {
  const settings = await getSettings(app)
  const { title, shortDescription, description, rules, registrations } = settings
  const body = html`
    <h1>About ${title}</h1>
    <p class="lead">${shortDescription}</p>
    ${description && html`<${Html} class="note" safe=${renderText(description, { format: 'text/markdown', mention: () => undefined, tag: app.uris.tag })} />`}
    <${Contact} settings=${settings} />
    <h2>Joining</h2>
    <p>${SIGN_UP[registrations]}</p>
    ${
      rules.length > 0 &&
      html`<h2>Rules</h2>
      <ol>${rules.map((rule) => html`<li>${rule}</li>`)}</ol>`
    }
  `
  return respond(app, { head: { title: 'About', description: shortDescription }, body, maxAge: 60 })
}

function Contact({ settings: { contactUsername, contactEmail } }: { settings: InstanceSettings }) {
  if (!contactUsername && !contactEmail) return null
  return html`
    <h2>Who runs it</h2>
    <p>
      ${contactUsername && html`<a href=${`/@${contactUsername}`}>@${contactUsername}</a>`}
      ${contactUsername && contactEmail && ' · '}
      ${contactEmail && html`<a href=${`mailto:${contactEmail}`}>${contactEmail}</a>`}
    </p>
  `
}
