import { CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { AtollError, Invalid } from '../core/errors.ts'
import { type Cli, EXIT } from './cli.ts'

const SYSTEM_ERRORS: Record<string, string> = {
  EADDRINUSE:
    'The address is in use: another program, perhaps another Atoll, listens there. Choose another with ATOLL_PORT.',
  EACCES: 'Not allowed by the system: ports below 1024 and other people’s folders need more rights.',
  EADDRNOTAVAIL: 'This machine does not have the address in ATOLL_BIND.',
  ENOENT: 'A file or folder is missing.',
  'ENOENT mkdir': 'No folder can be made in this place: choose another with ATOLL_DATA.',
  'EACCES mkdir':
    'The user that Atoll runs as may not make this folder: choose another with ATOLL_DATA, or give it to them.',
  EPERM: 'The system does not allow that in this place.',
  EEXIST: 'A file is where a folder should be.',
  ENOTDIR: 'A file is where a folder should be.',
  EROFS: 'The folder may only be read.',
  ENOSPC: 'The disk is full.',
  EISDIR: 'A folder is where a file should be.',
  ECONNREFUSED: 'The database does not answer. Is it running, and is ATOLL_DATABASE_URL right?',
  ENOTFOUND: 'There is no machine of this name: look at ATOLL_DATABASE_URL and ATOLL_BIND.',
  EAI_AGAIN: 'Names of machines cannot be looked up: look at ATOLL_DATABASE_URL and ATOLL_BIND.',
  ETIMEDOUT: 'The database does not answer. Is ATOLL_DATABASE_URL right?',
  ERR_INVALID_URL: 'ATOLL_DATABASE_URL is not a whole URL: write it like postgres://USER:PASSWORD@HOST/DATABASE.',
  ERR_OSSL_PEM_NO_START_LINE: 'ATOLL_TLS_CERT or ATOLL_TLS_KEY is not a PEM file.',
  ERR_OSSL_UNSUPPORTED: 'ATOLL_TLS_KEY is not a private key in a PEM file, or it wants a password.',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'The key in ATOLL_TLS_KEY is not the one of the certificate in ATOLL_TLS_CERT.',
}

/** PostgreSQL's own codes for what is wrong with the way to it, not with us. */
const POSTGRES_ERRORS: Record<string, string> = {
  '28000': 'PostgreSQL does not let this user in.',
  '28P01': 'PostgreSQL does not accept the password in ATOLL_DATABASE_URL.',
  '3D000': 'There is no such database: create it, empty and in UTF-8, or correct ATOLL_DATABASE_URL.',
  '42501': 'PostgreSQL does not allow this user to do that: Atoll must own its database.',
  '53300': 'PostgreSQL has no connection left.',
  '57P03': 'PostgreSQL is starting or stopping: try again.',
}

/** SQLite's own numbers for what is wrong with a file, not with us. */
const SQLITE_ERRORS: Record<number, string> = {
  8: 'The database may only be read: whose file is it?',
  10: 'The disk failed while the database was read or written.',
  11: 'The database is damaged: restore it from a backup.',
  13: 'The disk is full.',
  14: 'The database cannot be opened: its folder is missing, or belongs to somebody else.',
  26: 'This file is not a database: is ATOLL_DATABASE_URL right?',
}

/** The driver has no code for a server that asks for a password when the URL has none. */
const NO_PASSWORD = /^SASL: .*client password must be/

/** Says in one sentence why a command failed, and what the process should end with. A bug is shown whole. */
export function explain(cli: Cli, error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof ConfigError) return say(cli, error.message, EXIT.usage)
  if (error instanceof AtollError) return say(cli, sentence(error), codeOf(error))
  const known = knownSystemError(error)
  if (known) return say(cli, `${known} (${(error as Error).message})`, EXIT.refused)
  if (error instanceof Refusal) return say(cli, error.message, EXIT.refused)
  cli.err(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return EXIT.bug
}

function knownSystemError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('errcode' in error) return SQLITE_ERRORS[Number(error.errcode)]
  if (NO_PASSWORD.test(error.message)) return POSTGRES_ERRORS['28P01']
  if (!('code' in error)) return undefined
  const deed = 'syscall' in error ? SYSTEM_ERRORS[`${error.code} ${error.syscall}`] : undefined
  return deed ?? SYSTEM_ERRORS[String(error.code)] ?? POSTGRES_ERRORS[String(error.code)]
}

/** A command's own «no», with the reason as its message. */
export class Refusal extends Error {}

function say(cli: Cli, message: string, code: number): number {
  cli.err(`atoll: ${message}`)
  return code
}

function sentence(error: AtollError): string {
  if (!(error instanceof Invalid)) return error.message
  const reasons = Object.values(error.details).flatMap((list) => list.map((reason) => reason.description))
  return reasons.length > 0 ? reasons.join(' ') : error.message
}

function codeOf({ kind }: AtollError): number {
  if (kind === 'not-found' || kind === 'gone') return EXIT.notFound
  return kind === 'unavailable' ? EXIT.unavailable : EXIT.refused
}
