/** Signature Version 4 by WebCrypto, for the one request that creates a session. */

const encoder = new TextEncoder();

/** @param {ArrayBuffer} bytes @returns {string} */
const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('');

/** @param {string} text @returns {Promise<string>} */
const sha256 = async (text) => hex(await crypto.subtle.digest('SHA-256', encoder.encode(text)));

/** @param {BufferSource} key @param {string} text @returns {Promise<ArrayBuffer>} */
async function hmac(key, text) {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return crypto.subtle.sign('HMAC', imported, encoder.encode(text));
}

/** Whether this page may use WebCrypto: browsers offer it on localhost and by HTTPS only. */
export const canSign = () => globalThis.isSecureContext && Boolean(globalThis.crypto?.subtle);

/**
 * The headers that sign a POST of JSON. The secret stays in this function.
 *
 * @param {{accessKeyId: string, secret: string, token?: string}} key
 * @param {{host: string, path: string, body: string, region: string, service: string}} request
 * @returns {Promise<Record<string, string>>}
 */
export async function signedHeaders(key, request) {
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const hash = await sha256(request.body);
  const headers = { host: request.host, 'x-amz-content-sha256': hash, 'x-amz-date': time };
  if (key.token) headers['x-amz-security-token'] = key.token;
  const names = Object.keys(headers).sort();
  const canonical = [
    'POST', request.path, '', ...names.map((name) => `${name}:${headers[name]}`), '', names.join(';'), hash,
  ].join('\n');
  const scope = `${day}/${request.region}/${request.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, await sha256(canonical)].join('\n');
  let signing = await hmac(encoder.encode('AWS4' + key.secret), day);
  for (const part of [request.region, request.service, 'aws4_request']) signing = await hmac(signing, part);
  const signature = hex(await hmac(signing, text));
  delete headers.host; // the browser sends it
  headers.authorization =
    `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}
