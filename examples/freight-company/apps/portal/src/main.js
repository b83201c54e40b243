import { valid } from './waybill.js'

const form = document.querySelector('form')
form.addEventListener('input', () => {
  form.querySelector('button').disabled = !valid(form.waybill.value)
})
