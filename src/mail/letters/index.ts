/** All kinds of letters, by name. They are TSX, so the TSX loader must be registered before this file is imported. */
import { addressChangeAsked, addressChanged } from './address-change.tsx'
import { addressTaken } from './address-taken.tsx'
import { approved, rejected } from './approval.tsx'
import { confirmation, newAddress } from './confirmation.tsx'
import { reset } from './reset.tsx'
import { passwordChanged, secondFactorOff, secondFactorOn } from './security.tsx'
import { newSignIn } from './sign-in.tsx'
import { testLetter } from './test.tsx'
import { webhookOff } from './webhook-off.tsx'

export const letterKinds = {
  addressChangeAsked,
  addressChanged,
  addressTaken,
  approved,
  confirmation,
  newAddress,
  newSignIn,
  passwordChanged,
  rejected,
  reset,
  secondFactorOff,
  secondFactorOn,
  test: testLetter,
  webhookOff,
} as const
