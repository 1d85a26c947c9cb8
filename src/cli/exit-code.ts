import { CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { AtollError, Invalid } from '../core/errors.ts'
import { describeFields } from '../messages/en/fields.ts'
import { sentenceOf } from '../messages/sentence-of.ts'
import { type Cli, EXIT } from './cli.ts'

const SYSTEM_ERRORS: Record<string, string> = {
  EADDRINUSE:
    'Another program, perhaps another Atoll, already listens on this address. Choose another port with ATOLL_PORT.',
  EACCES: 'Permission denied. Ports below 1024 and folders of other users need more rights.',
  EADDRNOTAVAIL: 'The address in ATOLL_BIND does not belong to this machine.',
  ENOENT: 'A file or folder does not exist.',
  'ENOENT mkdir': 'The data folder cannot be created here. Choose another with ATOLL_DATA.',
  'EACCES mkdir':
    'Atoll’s user has no permission to create the data folder. Grant it, or choose another folder with ATOLL_DATA.',
  EPERM: 'The operating system does not permit this here.',
  EEXIST: 'There is a file where a folder should be.',
  ENOTDIR: 'There is a file where a folder should be.',
  EROFS: 'The folder is read-only.',
  ENOSPC: 'The disk is full.',
  EISDIR: 'There is a folder where a file should be.',
  ECONNREFUSED: 'The database does not answer. Is it running, and is ATOLL_DATABASE_URL right?',
  ENOTFOUND: 'No host with this name exists. Check ATOLL_DATABASE_URL and ATOLL_BIND.',
  EAI_AGAIN: 'Host names cannot be resolved right now. Check your DNS, ATOLL_DATABASE_URL and ATOLL_BIND.',
  ETIMEDOUT: 'The database does not answer. Is ATOLL_DATABASE_URL right?',
  ERR_INVALID_URL: 'ATOLL_DATABASE_URL is not a complete URL. Write it like postgres://USER:PASSWORD@HOST/DATABASE.',
  ERR_OSSL_PEM_NO_START_LINE: 'ATOLL_TLS_CERT or ATOLL_TLS_KEY is not a PEM file.',
  ERR_OSSL_UNSUPPORTED: 'ATOLL_TLS_KEY is not a private key in PEM format, or it is protected by a password.',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'The key in ATOLL_TLS_KEY does not match the certificate in ATOLL_TLS_CERT.',
}

/** PostgreSQL error codes that a person can fix: access, names, load. */
const POSTGRES_ERRORS: Record<string, string> = {
  '28000': 'PostgreSQL refuses this user.',
  '28P01': 'PostgreSQL rejects the password in ATOLL_DATABASE_URL.',
  '3D000': 'The database does not exist. Create it, empty and in UTF-8, or correct ATOLL_DATABASE_URL.',
  '42501': 'PostgreSQL denies this user permission. Atoll’s user must own the database.',
  '53300': 'PostgreSQL has no free connections.',
  '57P03': 'PostgreSQL is starting or stopping. Try again.',
}

/** SQLite result codes that a person can fix: permissions, disk, file. */
const SQLITE_ERRORS: Record<number, string> = {
  8: 'The database file is read-only. Check its owner and permissions.',
  10: 'The disk failed while reading or writing the database.',
  11: 'The database is damaged. Restore it from a backup.',
  13: 'The disk is full.',
  14: 'The database cannot be opened. Its folder does not exist or belongs to another user.',
  26: 'This file is not a database. Is ATOLL_DATABASE_URL right?',
}

/** The driver reports a missing password without an error code. */
const NO_PASSWORD = /^SASL: .*client password must be/

/** Prints in one sentence why a command failed; a bug is printed with its stack. @returns the exit code */
export function explain(cli: Cli, error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof ConfigError) return say(cli, error.message, EXIT.usage)
  if (error instanceof AtollError) return say(cli, explanationOf(error), codeOf(error))
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
  const specific = 'syscall' in error ? SYSTEM_ERRORS[`${error.code} ${error.syscall}`] : undefined
  return specific ?? SYSTEM_ERRORS[String(error.code)] ?? POSTGRES_ERRORS[String(error.code)]
}

/** A command's own refusal; the message gives the reason. */
export class Refusal extends Error {}

function say(cli: Cli, message: string, code: number): number {
  cli.err(`atoll: ${message}`)
  return code
}

function explanationOf(error: AtollError): string {
  const problems = error instanceof Invalid ? describeFields(error.problems) : []
  return problems.length > 0 ? problems.map((one) => `${one}.`).join(' ') : sentenceOf(error.reason)
}

function codeOf({ kind }: AtollError): number {
  if (kind === 'not-found' || kind === 'gone') return EXIT.notFound
  return kind === 'unavailable' ? EXIT.unavailable : EXIT.refused
}
