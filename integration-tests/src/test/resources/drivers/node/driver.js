'use strict'
// node-postgres as applications use it: node driver.js CONNECTION_STRING
const assert = require('node:assert')
const { Client, Pool } = require('pg')

const connectionString = process.argv[2]

async function queries (client) {
  await client.query('DROP TABLE IF EXISTS node_things')
  await client.query('CREATE TABLE node_things (id int PRIMARY KEY, name text)')
  for (let i = 0; i < 100; i++) {
    await client.query('INSERT INTO node_things VALUES ($1, $2)', [i, 'thing ' + i])
  }
  const { rows } = await client.query('SELECT name FROM node_things WHERE id = $1', [42])
  assert.deepStrictEqual(rows, [{ name: 'thing 42' }])
}

async function named (clients) {
  for (let i = 0; i < 50; i++) {
    const client = clients[i % clients.length]
    const { rows } = await client.query({ name: 'sum', text: 'SELECT $1::int + 1 AS n', values: [i] })
    assert.strictEqual(rows[0].n, i + 1)
  }
}

async function transactions (client) {
  await client.query('BEGIN')
  await client.query('DELETE FROM node_things')
  await assert.rejects(client.query('SELECT 1/0'), { code: '22012' })
  await client.query('ROLLBACK')
  const { rows } = await client.query('SELECT count(*)::int AS n FROM node_things')
  assert.strictEqual(rows[0].n, 100)
}

async function pool () {
  const clients = new Pool({ connectionString, max: 20 })
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, i) => clients.query('SELECT $1::int AS n', [i])))
  answers.forEach((answer, i) => assert.strictEqual(answer.rows[0].n, i))
  await clients.end()
}

async function notifications (client, sender) {
  const heard = []
  const all = new Promise(resolve => client.on('notification', note => {
    heard.push(note.payload)
    if (heard.length === 10) resolve()
  }))
  await client.query('LISTEN node_news')
  for (let i = 0; i < 10; i++) {
    await sender.query("SELECT pg_notify('node_news', $1)", [String(i)])
  }
  await all
  assert.deepStrictEqual(heard, Array.from({ length: 10 }, (_, i) => String(i)))
}

async function main () {
  const one = new Client({ connectionString })
  const two = new Client({ connectionString })
  await one.connect()
  await two.connect()
  await queries(one)
  await named([one, two])
  await transactions(one)
  await pool()
  await notifications(one, two)
  await one.end()
  await two.end()
  console.log('node-postgres is content')
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
