/**
 * Loaded before Node's test runner, and keeps it from following every promise, which takes a quarter of the CPU time of
 * the tests. The runner does so to find the test that an uncaught error belongs to. Here such an error is printed and
 * fails its file; `node --test` with that file alone names the test.
 */
import asyncHooks from 'node:async_hooks'

const { createHook } = asyncHooks
const disabled = { enable: () => disabled, disable: () => disabled }

// The runner takes this function when it is loaded.
asyncHooks.createHook = () => disabled
await import('node:test')
asyncHooks.createHook = createHook
