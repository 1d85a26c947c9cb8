/** Checks our signatures against Fedify's implementation, in both directions and both forms. */
import assert from 'node:assert/strict'
import { generateKeyPairSync, webcrypto } from 'node:crypto'
import { test } from 'node:test'
import { signRequest as fedifySign, verifyRequest as fedifyVerify } from '@fedify/fedify/sig'
import { getDocumentLoader } from '@fedify/vocab-runtime'
import { readWebRequest } from '../../lib/http-server/web-standard.ts'
import { signRequest } from './sign-request.ts'
import { signedRequestOf } from './signed-request.ts'
import { checkBody, checkSignature, readSignature } from './verify-request.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ACTOR = 'https://reef.test/users/ana'
const KEY_ID = `${ACTOR}#main-key`
const INBOX = 'https://lagoon.test/inbox?from=test'
const TYPE = 'application/activity+json'
const BODY = '{"type":"Like","content":"ä"}'
const SPECS = { cavage: 'draft-cavage-http-signatures-12', rfc9421: 'rfc9421' } as const

const document = {
  '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
  id: ACTOR,
  type: 'Person',
  inbox: `${ACTOR}/inbox`,
  publicKey: { id: KEY_ID, owner: ACTOR, publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }) },
}
/** Fedify includes the contexts of the document, so nothing is fetched. */
const contextLoader = getDocumentLoader()
const documentLoader = async (documentUrl: string) => ({ contextUrl: null, documentUrl, document })

/** Web Crypto needs the key as a `CryptoKey`. */
async function webKey(): Promise<CryptoKey> {
  const der = privateKey.export({ type: 'pkcs8', format: 'der' })
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const key = await webcrypto.subtle.importKey('pkcs8', der, algorithm, true, ['sign'])
  return key as CryptoKey
}

for (const form of ['cavage', 'rfc9421'] as const) {
  for (const method of ['GET', 'POST']) {
    const body = method === 'POST' ? BODY : undefined

    test(`${form} ${method}: we verify what Fedify signs`, async () => {
      const headers = { host: 'lagoon.test', 'content-type': TYPE, accept: TYPE }
      const unsigned = new Request(INBOX, { method, headers, body })
      const signed = await fedifySign(unsigned, await webKey(), new URL(KEY_ID), { spec: SPECS[form] })
      const arrived = new Request(signed, { headers: [...signed.headers, ['host', 'lagoon.test']] })
      const request = signedRequestOf(readWebRequest(arrived), 'https://lagoon.test')
      const header = (name: string) => (name === 'host' ? 'lagoon.test' : request.header(name))
      const read = readSignature({ ...request, header }, Date.now())
      assert.ok(read.form !== 'problem', JSON.stringify(read))
      assert.equal(read.form, form)
      assert.equal(checkBody(request, read, Buffer.from(body ?? '')), undefined)
      assert.equal(read.keyId, KEY_ID)
      assert.ok(checkSignature(read, publicKey))
    })

    test(`${form} ${method}: Fedify verifies what we sign`, async () => {
      const hop = { method, url: new URL(INBOX), headers: { 'content-type': TYPE }, body }
      // With draft-cavage Fedify verifies the path without its query, like old Mastodon versions (S-05).
      const how = { form, now: Date.now(), withoutQuery: form === 'cavage' }
      const added = await signRequest(hop, { keyId: KEY_ID, privateKey }, how)
      const headers = { ...hop.headers, ...added, host: 'lagoon.test' }
      const request = new Request(INBOX, { method, headers, body })
      const key = await fedifyVerify(request, { documentLoader, contextLoader, spec: SPECS[form] })
      assert.equal(key?.id?.href, KEY_ID)
    })
  }
}
