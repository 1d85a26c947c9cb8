import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attachment } from '../db/tables/attachments.ts'
import { titleOf } from './title.ts'

type Titled = Parameters<typeof titleOf>[0]

const post = (changes: Partial<Titled>) =>
  titleOf({
    ...{ object_type: 'Note', in_reply_to_id: null, in_reply_to_uri: null, community_id: null },
    ...{ content: '', content_warning: '', sensitive: false, attachments: [] },
    ...changes,
  } as unknown as Titled)

const media = (type: Attachment['type'], description: string | null) => [{ type, description } as Attachment]

test('a post is named by its warning, its title, its first line, or its first picture', () => {
  const content = '<p><strong>The title</strong></p><p>The text</p>'
  assert.equal(post({ content, community_id: 5, content_warning: 'The warning' }), 'The warning')
  assert.equal(post({ content, community_id: 5 }), 'The title')
  assert.equal(post({ content: '<p>First<br>second</p>' }), 'First')
  assert.equal(post({ content: '<p>🎉🎉</p>' }), '🎉🎉')
  assert.equal(post({ attachments: media('image', 'a boat') }), 'Picture: a boat')
  assert.equal(post({ attachments: media('audio', null) }), 'Sound')
  assert.equal(post({ attachments: media('image', 'a wound'), sensitive: true }), 'Sensitive media')
  assert.equal(post({}), 'Post')
})

test('a title has no markup, no mentions around it, nothing that is folded, and a bounded length', () => {
  assert.equal(post({ content: '<p><a href="https://x.test/@bo">@bo</a> hello <b>there</b></p>' }), 'hello there')
  assert.equal(post({ content: '<p>before</p><details><summary>end</summary><p>the cook</p></details>' }), 'before')
  assert.equal([...post({ content: `<p>${'long '.repeat(100)}</p>` })].length, 80)
  assert.equal(post({ content: '<p>AT&amp;T &lt;3 1 &lt; 2</p>' }), 'AT&T <3 1 < 2')
})

test('no encoding hides an element in a title', () => {
  let hidden = '<script>alert(1)</script>'
  for (let depth = 0; depth < 12; depth++) {
    hidden = hidden.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    assert.doesNotMatch(post({ content: `<p>x ${hidden}</p>` }), /<script/)
    assert.doesNotMatch(post({ content_warning: `x ${hidden}` }), /<script/)
  }
})
