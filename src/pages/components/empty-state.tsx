import type { VNode } from 'preact'

/** One sentence for a list without entries, and at most one thing to do about it. */
export function EmptyState({ text, action }: { text: string; action?: { path: string; name: string } }): VNode {
  return (
    <div class="empty">
      <p>{text}</p>
      {action && (
        <p>
          <a href={action.path}>{action.name}</a>
        </p>
      )}
    </div>
  )
}
