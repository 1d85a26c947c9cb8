/** Reads recorded heads of requests with our verifier: who signed what, and whether a recorded key made the signature. */
import { createPublicKey } from 'node:crypto'
import { isObject } from '../../../src/activitypub/read.ts'
import { listActorKeys } from '../../../src/activitypub/signatures/actor-key.ts'
import type { ReadSignature } from '../../../src/activitypub/signatures/read-signature.ts'
import type { SignedRequest } from '../../../src/activitypub/signatures/signed-request.ts'
import { checkBody, checkSignature, readSignature } from '../../../src/activitypub/signatures/verify-request.ts'
import type { Json } from '../../world/peer.ts'
import { parseAll, type Recording, readDocument } from './recording.ts'

interface Head {
  method: string
  /** The target of the request, or those that it may have had. */
  targets: string[]
  headers: Record<string, string>
  /** The recorded document in its body. */
  body?: Json
}

/** What is in the head of one request, or of several by what they have in common. */
export function readHeads(recording: Recording, name: string) {
  const document = readDocument(recording, name)
  if (typeof document.request === 'string') {
    const [method = '', target = ''] = document.request.split(' ')
    return readHead(recording, { method, targets: [target], headers: document.headers as Head['headers'] })
  }
  const heads = Object.values(document).every((one) => isObject(one) && isObject(one.headers))
    ? gets(document)
    : deliveries(recording, document)
  return grouped(heads.map(([one, head]) => [one, readHead(recording, head)]))
}

/** GET requests by their path. */
function gets(document: Json): [string, Head][] {
  return Object.entries(document as Record<string, { url: string; headers: Head['headers'] }>).map(([name, one]) => [
    name,
    { method: 'GET', targets: [one.url], headers: one.headers },
  ])
}

/** Heads without request lines, by the documents in their bodies. The inbox was a shared or a personal one. */
function deliveries(recording: Recording, document: Json): [string, Head][] {
  const [headers = {}] = Object.values(document) as Record<string, Head['headers']>[]
  const inboxes = Object.keys(recording.people).map((id) => `${new URL(id).pathname}/inbox`)
  return Object.entries(headers).map(([name, one]) => [
    name,
    { method: 'POST', targets: ['/inbox', ...inboxes], headers: one, body: readDocument(recording, name) },
  ])
}

function readHead(recording: Recording, { method, targets, headers, body }: Head) {
  const requests = targets.map((target) => {
    return { method, target, origin: `https://${headers.host}`, header: (name: string) => headers[name] }
  })
  const reads = requests.map((request) => readSignature(request, Date.parse(headers.date ?? '')))
  const [read] = reads
  if (read === undefined || read.form === 'problem') return { problem: read?.message }
  const { form, keyId, covered } = read
  const matches = body && checkBody(requests[0] as SignedRequest, read, Buffer.from(JSON.stringify(body))) === undefined
  const target = verifiedTarget(recording, targets, reads as ReadSignature[])
  return {
    form,
    keyId,
    covered: covered.join(' '),
    ...(target !== undefined && { isVerified: target !== null }),
    ...(target && targets.length > 1 && { target }),
    ...(matches !== undefined && { digestMatches: matches }),
  }
}

/** The target for which the signature is right, null if there is none; undefined if the key was not recorded. */
function verifiedTarget(recording: Recording, targets: string[], reads: ReadSignature[]): string | null | undefined {
  // Of some actors only an Update was recorded.
  const actors = [...parseAll(recording).values()].flatMap((one) => [one, one.object])
  const keys = actors.flatMap((one) => listActorKeys(one))
  const key = keys.find(({ keyId }) => keyId === reads[0]?.keyId)
  if (key === undefined) return undefined
  const publicKey = createPublicKey(key.pem)
  return targets.find((_, index) => checkSignature(reads[index] as ReadSignature, publicKey)) ?? null
}

/** @returns each outcome once, with the names of its requests */
function grouped(outcomes: [string, object][]) {
  const groups = Map.groupBy(outcomes, ([, outcome]) => JSON.stringify(outcome))
  return [...groups.values()].map((group) => ({ ...group[0]?.[1], requests: group.map(([name]) => name) }))
}
