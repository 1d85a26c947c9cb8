import type { VNode } from 'preact'
import { getSettings, type InstanceSettings } from '../../core/instance/settings.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { renderText } from '../../lib/text/render-text.ts'
import { Html } from '../components/html.tsx'
import { respond } from '../http/respond.tsx'
import type { Visit } from '../visit/visit.ts'

/** `/about`: the description of this server, its contact and its rules. */
export async function aboutPage(visit: Visit): Promise<Answer> {
  const { app } = visit
  const settings = await getSettings(app)
  const { title, shortDescription, description, rules, registrations } = settings
  const body = (
    <>
      <h1>About {title}</h1>
      <p class="lead">{shortDescription}</p>
      {description && (
        <Html
          class="note"
          safe={renderText(description, { format: 'text/markdown', mention: () => undefined, tag: app.uris.tag })}
        />
      )}
      <Contact settings={settings} />
      <h2>Joining</h2>
      <Joining registrations={registrations} />
      {rules.length > 0 && (
        <>
          <h2>Rules</h2>
          <ol>
            {rules.map((rule) => (
              <li>{rule}</li>
            ))}
          </ol>
        </>
      )}
    </>
  )
  return respond(visit, { head: { title: 'About', description: shortDescription }, body, maxAge: 60 })
}

function Joining({ registrations }: { registrations: InstanceSettings['registrations'] }): VNode {
  if (registrations === 'closed') return <p>Sign-up is closed. You can follow people here from any other server.</p>
  if (registrations === 'approval')
    return (
      <p>
        You can <a href="/auth/sign-up">request an account</a>. A moderator reads each request.
      </p>
    )
  return (
    <p>
      Anyone can <a href="/auth/sign-up">sign up</a>.
    </p>
  )
}

function Contact({ settings: { contactUsername, contactEmail } }: { settings: InstanceSettings }): VNode | null {
  if (!contactUsername && !contactEmail) return null
  return (
    <>
      <h2>Contact</h2>
      <p>
        {contactUsername && <a href={`/@${contactUsername}`}>@{contactUsername}</a>}
        {contactUsername && contactEmail && ' · '}
        {contactEmail && <a href={`mailto:${contactEmail}`}>{contactEmail}</a>}
      </p>
    </>
  )
}
