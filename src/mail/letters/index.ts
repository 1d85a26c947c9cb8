/** All kinds of letters, by name. They are TSX, so the TSX loader must be registered before this file is imported. */
import { testLetter } from './test.tsx'

export const letterKinds = {
  test: testLetter,
} as const
