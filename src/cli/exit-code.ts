import { CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { AtollError, Invalid } from '../core/errors.ts'
import { SecretKeyError } from '../core/secrets/secret-key.ts'
import { NoFreeSlot } from '../db/id-lease.ts'
import { describeFields } from '../messages/en/fields.ts'
import { sentenceOf } from '../messages/sentence-of.ts'
import { type Cli, EXIT } from './cli.ts'

const SYSTEM_ERRORS: Record<string, string> = {
  EADDRINUSE:
    'Another program, perhaps another Atoll, already listens on this address. Choose another port with ATOLL_PORT.',
  EACCES: 'Permission denied. Ports below 1024 and the folders of other users need more privileges.',
  EADDRNOTAVAIL: 'The address in ATOLL_BIND does not belong to this machine.',
  ENOENT: 'A file or folder does not exist.',
  'ENOENT spawn pg_dump': 'pg_dump is not installed. Install the client programs of PostgreSQL.',
  'ENOENT mkdir': 'The data folder cannot be created here. Choose another with ATOLL_DATA.',
  'EACCES mkdir':
    'Atoll’s user has no permission to create the data folder. Grant it, or choose another folder with ATOLL_DATA.',
  EPERM: 'The operating system does not permit this here.',
  EEXIST: 'There is a file where a folder should be.',
  ENOTDIR: 'There is a file where a folder should be.',
  EROFS: 'The folder is read-only.',
  ENOSPC: 'The disk is full.',
  EISDIR: 'There is a folder where a file should be.',
  ECONNREFUSED: 'The database does not respond. Check that it is running and that ATOLL_DATABASE_URL is right.',
  ENOTFOUND: 'No host with this name exists. Check ATOLL_DATABASE_URL and ATOLL_BIND.',
  EAI_AGAIN: 'Host names cannot be resolved right now. Check DNS, ATOLL_DATABASE_URL and ATOLL_BIND.',
  ETIMEDOUT: 'The database does not respond. Check ATOLL_DATABASE_URL.',
  ERR_INVALID_URL: 'ATOLL_DATABASE_URL is not a complete URL. Write it as postgres://USER:PASSWORD@HOST/DATABASE.',
  ERR_OSSL_PEM_NO_START_LINE: 'ATOLL_TLS_CERT or ATOLL_TLS_KEY is not a PEM file.',
  ERR_OSSL_UNSUPPORTED: 'ATOLL_TLS_KEY is not a private key in PEM format, or it is encrypted with a password.',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'The key in ATOLL_TLS_KEY does not match the certificate in ATOLL_TLS_CERT.',
}

/** PostgreSQL errors that an administrator can fix: permissions, names and load. */
const POSTGRES_ERRORS: Record<string, string> = {
  '28000': 'PostgreSQL refuses this user. Check ATOLL_DATABASE_URL and pg_hba.conf.',
  '28P01': 'PostgreSQL rejects the password in ATOLL_DATABASE_URL.',
  '3D000': 'The database does not exist. Create it, empty and in UTF-8, or correct ATOLL_DATABASE_URL.',
  '42501': 'PostgreSQL denies this user permission. Atoll’s user must own the database.',
  '53300': 'PostgreSQL has no free connections. Raise max_connections or stop other clients.',
  '57P03': 'PostgreSQL is starting or stopping. Try again.',
}

/** SQLite errors that an administrator can fix: permissions, disk and file. */
const SQLITE_ERRORS: Record<number, string> = {
  8: 'The database file is read-only. Check its owner and permissions.',
  10: 'The disk failed while reading or writing the database.',
  11: 'The database is damaged. Restore it from a backup.',
  13: 'The disk is full.',
  14: 'The database cannot be opened. Its folder does not exist or belongs to another user.',
  26: 'This file is not an SQLite database. Check ATOLL_DATABASE_URL.',
}

/** The PostgreSQL driver reports a missing password without an error code. */
const NO_PASSWORD = /^SASL: .*client password must be/

/** Prints in one sentence why a command failed. A bug is printed with its stack. @returns the exit code */
export function reportError(cli: Cli, error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof Stopped) return printError(cli, error.message, EXIT.stopped)
  if (error instanceof ConfigError) return printError(cli, error.message, EXIT.usage)
  if (error instanceof AtollError) return printError(cli, sentenceFor(error), codeOf(error))
  const known = explainSystemError(error)
  if (known) return printError(cli, `${known} (${(error as Error).message})`, EXIT.refused)
  if (error instanceof CommandError || error instanceof NoFreeSlot || error instanceof SecretKeyError)
    return printError(cli, error.message, EXIT.refused)
  cli.err(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return EXIT.bug
}

/** @returns a sentence for what an administrator can fix; undefined for anything else */
export function explainSystemError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('errcode' in error) return SQLITE_ERRORS[Number(error.errcode)]
  if (NO_PASSWORD.test(error.message)) return POSTGRES_ERRORS['28P01']
  if (!('code' in error)) return undefined
  const specific = 'syscall' in error ? SYSTEM_ERRORS[`${error.code} ${error.syscall}`] : undefined
  return specific ?? SYSTEM_ERRORS[String(error.code)] ?? POSTGRES_ERRORS[String(error.code)]
}

/** Thrown by a command that cannot do what it was asked. The message is a sentence for the person who ran it. */
export class CommandError extends Error {}

/** Thrown by a command that a person has stopped. The message says what has been done and what to do next. */
export class Stopped extends Error {}

function printError(cli: Cli, message: string, code: number): number {
  cli.err(`atoll: ${message}`)
  return code
}

function sentenceFor(error: AtollError): string {
  const problems = error instanceof Invalid ? describeFields(error.problems) : []
  return problems.length > 0 ? problems.map((one) => `${one}.`).join(' ') : sentenceOf(error.reason)
}

function codeOf({ kind }: AtollError): number {
  if (kind === 'not-found' || kind === 'gone') return EXIT.notFound
  return kind === 'unavailable' ? EXIT.unavailable : EXIT.refused
}
