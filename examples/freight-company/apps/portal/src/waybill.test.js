import assert from 'node:assert/strict'
import { test } from 'node:test'
import { valid } from './waybill.js'

test('the dash is optional', () => {
  assert.ok(valid('020-12345675'))
  assert.ok(valid('02012345675'))
  assert.ok(!valid('020-1234567'))
})
