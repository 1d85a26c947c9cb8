/** Who is active, who may see, who blocks or mutes whom: said in `core/policy`, and asked everywhere else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, sourceFiles } from './read-imports.ts'

/** Where a question of policy is asked of columns: only in `core/policy`, but for those files, each with its reason. */
const QUESTIONS: { what: string; askedBy: RegExp; instead: string; except: Record<string, string> }[] = [
  {
    what: 'whether an account is deleted or suspended',
    askedBy: /\b(suspended_at|deleted_at)\b['\x60]?\s*(,\s*'(is|is not|=|!=|<|>)'|[!=]==?|\?[^.:]*:|[<>])/,
    instead: 'core/policy/active.ts',
    except: {},
  },
  {
    what: 'whether a status is public or unlisted',
    askedBy: /'public'(?![^\n]*'direct')[^\n]*'unlisted'|'unlisted'(?![^\n]*'direct')[^\n]*'public'/,
    instead: 'core/policy/open.ts',
    except: {},
  },
  {
    what: 'whether one account blocks another',
    askedBy: /(selectFrom|[jJ]oin)\(\s*['\x60]blocks\b|\b(from|join) blocks\b/,
    instead: 'core/policy/blocks.ts',
    except: { 'src/core/timelines/remove.ts': 'reads the block that an event is about' },
  },
  {
    what: 'whether one account mutes another',
    askedBy: /(selectFrom|[jJ]oin)\(\s*['\x60]mutes\b|\b(from|join) mutes\b/,
    instead: 'core/policy/mutes.ts',
    except: {
      'src/core/relationships/view.ts': 'shows the terms of each mute; what has run out is left out by the policy',
    },
  },
]

const files = sourceFiles().filter((file) => !/^src\/(core\/policy|db)\//.test(file))

for (const { what, askedBy, instead, except } of QUESTIONS) {
  test(`${what}: only ${instead} says so`, () => {
    const asking = files.filter((file) => askedBy.test(codeOf(file)))
    assert.deepEqual(asking, Object.keys(except))
  })
}
