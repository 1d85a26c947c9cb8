/** The parts of letters. Mail programs know no style sheets, so there is hardly any style. */
import type { ComponentChildren, VNode } from 'preact'

/** A link that stands alone, for the one thing that a letter asks for. The text part shows its address below it. */
export function Action({ href, children }: { href: string; children: ComponentChildren }): VNode {
  return (
    <p>
      <a href={href} class="action">
        {children}
      </a>
    </p>
  )
}

/** What to do if somebody else did what the letter tells of. */
export function IfNotYou({ origin }: { origin: string }): VNode {
  return (
    <p>
      If it was not you, <a href={`${origin}/auth/reset`}>set a new password</a> at once. That signs out everyone who
      uses your account, in every browser and app.
    </p>
  )
}
