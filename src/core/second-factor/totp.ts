/** Codes of an authenticator app (TOTP, RFC 6238), with the parameters that all such apps understand. */
import { Secret, TOTP } from 'otpauth'
import { SECOND } from '../../lib/durations.ts'

/** RFC 4226 section 4: at least 128 bits, better 160. */
const SECRET_BYTES = 20
const DIGITS = 6
const STEP_S = 30
/** Steps before and after the present one, for clocks that are not exact and people who type slowly. */
const WINDOW = 1

/** A new secret in base32, as it is typed into an app that cannot read the picture. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32
}

/** The address that the QR code contains. Authenticator apps show `host` and `username`. */
export function totpUri(secret: string, { host, username }: { host: string; username: string }): string {
  return totpOf(secret, { issuer: host, label: username }).toString()
}

/** The number of the step to which a code belongs, or undefined if it is wrong. @param now Unix milliseconds */
export function stepOfCode(secret: string, code: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: WINDOW })
  return delta === null ? undefined : Math.floor(now / (STEP_S * SECOND)) + delta
}

function totpOf(secret: string, names: { issuer?: string; label?: string } = {}): TOTP {
  return new TOTP({ ...names, secret: Secret.fromBase32(secret), digits: DIGITS, period: STEP_S })
}
