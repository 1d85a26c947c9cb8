/** The text of a letter, from the same components as its HTML. */
import type { ComponentChildren, FunctionComponent, VNode } from 'preact'

const BLOCKS = new Set(['p', 'h1', 'li', 'div', 'ul'])

/** Paragraphs are separated by empty lines, and the address of a link follows its words. */
export function toText(node: ComponentChildren): string {
  return `${read(node)
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
}

function read(node: ComponentChildren): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  if (Array.isArray(node)) return node.map(read).join('')
  if (node === null || typeof node !== 'object' || !('type' in node)) return ''
  return readElement(node as VNode<{ children?: ComponentChildren; href?: string; class?: string }>)
}

function readElement({ type, props }: VNode<{ children?: ComponentChildren; href?: string; class?: string }>): string {
  if (typeof type === 'function') return read((type as FunctionComponent)(props) as ComponentChildren)
  const inner = read(props.children)
  if (type === 'a') return props.class === 'action' ? `${inner}:\n${props.href}` : `${inner} (${props.href})`
  return BLOCKS.has(type) ? `\n\n${inner}\n\n` : inner
}
