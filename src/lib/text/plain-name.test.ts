import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPlainName } from './plain-name.ts'

test('names in one script are plain, and names that imitate others are not (case 46)', () => {
  const plain = ['ana', 'a.b-c_1', 'jürgen-müller', 'küche-co', 'łódź', 'nguyễn', 'ışık', 'юля_77', 'анна', 'ελένη']
  plain.push('山田太郎', 'さくら', 'サーバー', '김철수', 'अनिता', 'דנה', 'سارة', 'สมชาย', 'ანა')
  for (const name of plain) assert.ok(isPlainName(name), name)
  const odd = [
    'аna',
    'аnа',
    'асе',
    'ΑΒΕ',
    'օս',
    'anа',
    'ａｎａ',
    'ﬁn',
    'a\u0332na',
    'ü\u0332',
    'anɑ',
    'ɡo',
    'ǃ',
    'ꭺ',
    'Ꭺ',
  ]
  odd.push(
    'a\u200bna',
    'é\u202e',
    'a b',
    'é b',
    'é/',
    'é@',
    '\u3164',
    'ана\u034f',
    '😀',
    'e\u0301',
    '漢a',
    '١٢é',
    'é\u0000',
    '𝒶na',
  )
  for (const name of odd) assert.ok(!isPlainName(name), JSON.stringify(name))
})
