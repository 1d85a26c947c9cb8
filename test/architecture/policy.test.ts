/** Only `core/policy` decides who is active, who may see what, and who blocks or mutes whom. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, sourceFiles } from './read-imports.ts'

/** Code that answers such a question from table columns belongs in `core/policy`. Each exception has its reason. */
const QUESTIONS: { what: string; pattern: RegExp; instead: string; except: Record<string, string> }[] = [
  {
    what: 'whether an account is deleted or suspended',
    pattern: /\b(suspended_at|deleted_at)\b['\x60]?\s*(,\s*'(is|is not|=|!=|<|>)'|[!=]==?|\?[^.:]*:|[<>])/,
    instead: 'core/policy/active.ts',
    except: { 'src/core/feeds/deletions.ts': 'reads when posts were deleted' },
  },
  {
    what: 'whether a status is public or unlisted',
    pattern: /'public'(?![^\n]*'direct')[^\n]*'unlisted'|'unlisted'(?![^\n]*'direct')[^\n]*'public'/,
    instead: 'core/policy/open.ts',
    except: {},
  },
  {
    what: 'whether one account blocks another',
    pattern: /(selectFrom|[jJ]oin)\(\s*['\x60]blocks\b|\b(from|join) blocks\b/,
    instead: 'core/policy/blocks.ts',
    except: { 'src/core/timelines/remove.ts': 'reads the block that an event is about' },
  },
  {
    what: 'whether one account mutes another',
    pattern: /(selectFrom|[jJ]oin)\(\s*['\x60]mutes\b|\b(from|join) mutes\b/,
    instead: 'core/policy/mutes.ts',
    except: {
      'src/core/relationships/prune-mutes.ts': 'deletes expired mutes',
      'src/core/relationships/view.ts': 'shows the terms of each mute; the policy leaves out expired ones',
    },
  },
]

const files = sourceFiles().filter((file) => !/^src\/(core\/policy|db)\//.test(file))

for (const { what, pattern, instead, except } of QUESTIONS) {
  test(`only ${instead} decides ${what}`, () => {
    const found = files.filter((file) => pattern.test(codeOf(file)))
    assert.deepEqual(found, Object.keys(except))
  })
}
