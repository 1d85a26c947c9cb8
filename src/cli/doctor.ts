import { X509Certificate } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { Command } from 'commander'
import { type Config, isLocalhost } from '../config.ts'
import type { App } from '../core/app.ts'
import { checkSecretKey } from '../core/second-factor/check-secret-key.ts'
import { SecretKeyError, secretKeyFile } from '../core/secrets/secret-key.ts'
import { countSealedWebhooks } from '../core/webhooks/secret.ts'
import { RECEIVER_LANES } from '../delivery/host-health.ts'
import { countJobs } from '../jobs/inspect.ts'
import { showBytes } from '../lib/bytes.ts'
import { systemClock } from '../lib/clock.ts'
import { DAY } from '../lib/durations.ts'
import { withoutPort } from '../lib/http/hosts.ts'
import { makeFolder } from '../lib/make-folder.ts'
import { type Cli, configOf, printResult, withApp } from './cli.ts'
import {
  checkConfinement,
  checkFilms,
  checkMediaFolder,
  checkMediaHost,
  checkPictures,
  checkQuotas,
  checkUploads,
} from './doctor-media.ts'
import { CommandError } from './exit-code.ts'
import type { Finding } from './finding.ts'

const LOW_DISK_BYTES = 1024 ** 3
/** The permissions of a file for its group and for everyone. */
const OTHERS = 0o077
const CERTIFICATE_WARNING_MS = 14 * DAY

/** In the order of the answer. Those of media come last, since they matter least. */
/** Hosts without an answer that are named. */
const MOST_HOSTS = 20

const CHECKS = [
  ...[
    checkDatabase,
    checkKey,
    checkJobs,
    checkHub,
    checkMail,
    checkHosts,
    checkReceivers,
    checkAddress,
    checkMediaHost,
  ],
  ...[checkMediaFolder, checkUploads, checkPictures, checkFilms, checkConfinement, checkQuotas],
]

/** `atoll doctor`: checks the installation and says what to fix. */
export function doctorCommand(cli: Cli): Command {
  return new Command('doctor')
    .description('Check the settings, folders, database, secret key, jobs, mail, certificate, public address and media')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const config = configOf(cli)
      const findings = [checkNode(), checkFolder(config), ...checkCertificate(config)]
      if (findings.every((finding) => finding.state !== 'fail'))
        await withApp(cli, async (app) => {
          for (const check of CHECKS) findings.push(await check(app))
        }).catch((error: Error) => void findings.push({ check: 'database', state: 'fail', says: error.message }))
      const mark = { ok: '✓', warn: '!', fail: '✗' }
      printResult(cli, json, findings, () => findings.map((one) => `${mark[one.state]} ${one.check}: ${one.says}`))
      if (findings.some((finding) => finding.state === 'fail'))
        throw new CommandError('Something needs your attention. See the lines marked ✗ above.')
    })
}

function checkNode(): Finding {
  return { check: 'Node', state: 'ok', says: process.versions.node }
}

function checkFolder({ data }: Config): Finding {
  try {
    makeFolder(data)
    accessSync(data, constants.W_OK)
  } catch (error) {
    return {
      check: 'data folder',
      state: 'fail',
      says: `cannot write to ${data}: ${(error as Error).message}. Set ATOLL_DATA to another folder.`,
    }
  }
  const { bavail, bsize } = statfsSync(data)
  const free = bavail * bsize
  const says = `${data}, ${showBytes(free)} free`
  return { check: 'data folder', state: free < LOW_DISK_BYTES ? 'warn' : 'ok', says }
}

function checkCertificate({ tls, host, mediaHost }: Config): Finding[] {
  if (!tls) return []
  try {
    const certificate = new X509Certificate(readFileSync(tls.cert))
    const left = certificate.validToDate.getTime() - systemClock().now()
    const state = left < 0 ? 'fail' : left < CERTIFICATE_WARNING_MS ? 'warn' : 'ok'
    for (const name of [host, mediaHost])
      if (name && !certificate.checkHost(withoutPort(name)))
        return [{ check: 'certificate', state: 'fail', says: `is not valid for the host name ${name}` }]
    return [{ check: 'certificate', state, says: `valid until ${certificate.validToDate.toISOString().slice(0, 10)}` }]
  } catch (error) {
    return [{ check: 'certificate', state: 'fail', says: (error as Error).message }]
  }
}

async function checkDatabase({ db, dialect }: App): Promise<Finding> {
  const { users } = await db
    .selectFrom('users')
    .select((eb) => eb.fn.countAll<number>().as('users'))
    .executeTakeFirstOrThrow()
  return { check: 'database', state: 'ok', says: `${dialect.name} answers, ${users} ${users === 1 ? 'user' : 'users'}` }
}

async function checkKey(app: App): Promise<Finding> {
  const check = 'secret key'
  const file = secretKeyFile(app.config)
  const where = app.config.secretKey ? 'in ATOLL_SECRET_KEY' : `in ${file}`
  try {
    const state = await checkSecretKey(app)
    const webhooks = await countSealedWebhooks(app)
    if (webhooks.lost > 0)
      return {
        check,
        state: 'fail',
        says: `does not open the secrets of ${webhooks.lost} of ${webhooks.all} webhooks. ${LOST_WEBHOOKS}`,
      }
    if (!app.config.secretKey && !existsSync(file))
      return { check, state: 'ok', says: 'none yet: the first start of the server makes it' }
    if (!app.config.secretKey && (statSync(file).mode & OTHERS) !== 0)
      return { check, state: 'warn', says: `other users of this machine can read ${file}. Run: chmod 600 ${file}` }
    const isUsed = state === 'fits' || webhooks.all > 0 || (await hasSecretSubscription(app))
    return { check, state: 'ok', says: `${where}${isUsed ? ', fits the database' : ', not used yet'}` }
  } catch (error) {
    if (!(error instanceof SecretKeyError)) throw error
    return { check, state: 'fail', says: error.message }
  }
}

const LOST_WEBHOOKS =
  'Restore the key from your backup. If it is lost, their owners have to make new secrets (`atoll webhook rotate`).'

/** A subscription whose secret is lost ends by itself, and its subscriber comes again. */
async function hasSecretSubscription({ db }: App): Promise<boolean> {
  const sealed = db.selectFrom('websub_subscriptions').select('id').where('secret', 'is not', null).limit(1)
  return (await sealed.executeTakeFirst()) !== undefined
}

async function checkJobs({ db }: App): Promise<Finding> {
  const counts = await countJobs(db)
  const waiting = counts.reduce((sum, one) => sum + one.waiting, 0)
  const parked = counts.reduce((sum, one) => sum + one.dead, 0)
  if (parked > 0) return { check: 'jobs', state: 'warn', says: `${parked} parked: see \`atoll jobs list --parked\`` }
  return { check: 'jobs', state: 'ok', says: `${waiting} waiting, none parked` }
}

/** Programs that are told of changes in feeds. */
async function checkHub({ db, clock }: App): Promise<Finding> {
  const { subscriptions, waiting } = await db
    .selectFrom('websub_subscriptions')
    .select((eb) => [
      eb.fn.countAll<number>().as('subscriptions'),
      eb.fn.count<number>(eb.case().when('is_queued', '=', true).then(1).end()).as('waiting'),
    ])
    .where('lease_until', '>', clock.now())
    .executeTakeFirstOrThrow()
  return {
    check: 'hub',
    state: 'ok',
    says: `${subscriptions} subscriptions to feeds, ${waiting} with something to send`,
  }
}

async function checkMail({ mail, config }: App): Promise<Finding> {
  const { goesTo, writesFiles } = mail
  const check = 'mail'
  try {
    await mail.check()
  } catch (error) {
    return { check, state: 'fail', says: `letters cannot go to ${goesTo}: ${(error as Error).message}` }
  }
  if (!writesFiles) return { check, state: 'ok', says: `${goesTo} accepts letters from ${config.mailFrom.address}` }
  const says = `no mail server, so letters are written to ${goesTo}. Set ATOLL_MAIL_URL to send them.`
  return { check, state: isLocalhost(config.host) ? 'ok' : 'warn', says }
}

async function checkHosts({ db }: App): Promise<Finding> {
  const failing = await failingHosts(db).where('host', 'not like', RECEIVER_LANES).execute()
  if (failing.length === 0) return { check: 'other servers', state: 'ok', says: 'all respond' }
  return {
    check: 'other servers',
    state: 'warn',
    says: `no response from ${failing.map((row) => row.host).join(', ')}`,
  }
}

/** The receivers of webhooks and feeds. Only their owners can repair them, so it is no warning. */
async function checkReceivers({ db }: App): Promise<Finding> {
  const failing = await failingHosts(db).where('host', 'like', RECEIVER_LANES).execute()
  const says =
    failing.length === 0 ? 'all respond' : `no response from ${failing.map((row) => receiverIn(row.host)).join(', ')}`
  return { check: 'receivers', state: 'ok', says }
}

/** `hook example.org` → `example.org (webhook)` */
function receiverIn(lane: string): string {
  const [kind, host] = lane.split(' ')
  return `${host} (${kind === 'hook' ? 'webhook' : 'feed'})`
}

function failingHosts(db: App['db']) {
  return db.selectFrom('hosts').select('host').where('failing_since', 'is not', null).orderBy('host').limit(MOST_HOSTS)
}

/** Connects the way another server does: by the public host name. */
async function checkAddress({ fetch, config }: App): Promise<Finding> {
  if (isLocalhost(config.host) && !config.allowPrivateAddresses)
    return { check: 'public address', state: 'ok', says: `none: ${config.origin} works only on this machine` }
  const url = `${config.origin}/.well-known/nodeinfo`
  try {
    const { status } = await fetch({ url, allowHttp: true })
    if (status === 200) return { check: 'public address', state: 'ok', says: `${config.origin} answers` }
    return { check: 'public address', state: 'warn', says: `${url} returned ${status}. Check that Atoll runs there.` }
  } catch (error) {
    return {
      check: 'public address',
      state: 'warn',
      says: `${(error as Error).message} Check that the server is running.`,
    }
  }
}
