/** An error of the API, or of the way to it. */
export class ApiError extends Error {
  /** @param {string} code @param {string} message @param {number} status @param {string} [requestId] */
  constructor(code, message, status, requestId = '') {
    super(message);
    this.code = code;
    this.status = status;
    this.requestId = requestId;
  }

  /** Whether the policy of the key denies the call; Personalize answers that with 400. */
  get denied() {
    return this.status === 403 || this.code === 'AccessDeniedException';
  }
}

/** @param {Response} response @param {string} text its body @returns {ApiError} */
export function errorOf(response, text) {
  let body = {};
  try {
    body = JSON.parse(text);
  } catch {
    // a proxy's page, for example
  }
  const header = response.headers.get('x-amzn-errortype') ?? body.__type ?? body.code ?? '';
  const code = String(header).split(':')[0].split('#').pop() || `HTTP ${response.status}`;
  const message = body.Message ?? body.message ?? `The server answered ${response.status} without a reason.`;
  return new ApiError(code, String(message), response.status, response.headers.get('x-amzn-requestid') ?? '');
}
