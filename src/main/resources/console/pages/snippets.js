/** Requests of AWS's APIs, made from what jobs keep of them, as code of three clients. */

/** @typedef {{service: string, java?: string, operation: string, input: object, then?: {operation: string, input: object}}} AwsRequest */

const pick = (from, ...names) => Object.fromEntries(names.filter((n) => from[n] !== undefined && from[n] !== null).map((n) => [n, from[n]]));
const camel = (kind) => kind.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase()).join('');

const pinpoint = (operation, member) => (job) => ({
  service: 'pinpoint', java: 'Pinpoint', operation,
  input: { ApplicationId: job.Container, [member]: job.Request.Definition },
});

const personalize = (operation, ...names) => (job) => ({
  service: 'personalize', java: 'Personalize', operation, input: pick(job.Request, ...names),
});

const dataExchange = (job) => ({
  service: 'dataexchange', java: 'DataExchange', operation: 'CreateJob',
  input: { Type: job.Request.Kind, Details: { [camel(job.Request.Kind)]: job.Request.Details } },
  then: { operation: 'StartJob', input: { JobId: job.ServiceJobId } },
});

function arn(job, kind, id) {
  return `arn:aws:cleanrooms-ml:${job.Region}:${job.Account}:${kind}/${id}`;
}

const cleanRooms = (operation, input) => (job) => ({
  service: 'cleanroomsml', java: 'CleanRoomsMl', operation, input: input(job, job.Request),
});

const MAKERS = {
  'pinpoint.export': pinpoint('CreateExportJob', 'ExportJobRequest'),
  'pinpoint.import': pinpoint('CreateImportJob', 'ImportJobRequest'),
  'personalize.import': personalize('CreateDatasetImportJob', 'jobName', 'datasetArn', 'dataSource', 'roleArn', 'importMode'),
  'personalize.export': (job) => ({
    ...personalize('CreateDatasetExportJob', 'jobName', 'datasetArn', 'roleArn')(job),
    input: {
      ...pick(job.Request, 'jobName', 'datasetArn', 'roleArn'),
      ingestionMode: job.Request.selection?.mode, jobOutput: { s3DataDestination: job.Request.destination },
    },
  }),
  'personalize.deletion': personalize('CreateDataDeletionJob', 'jobName', 'datasetGroupArn', 'dataSource', 'roleArn'),
  'cleanroomsml.training': cleanRooms('CreateAudienceModel', (job) => ({ name: 'NAME', trainingDatasetArn: job.Subject })),
  'cleanroomsml.generation': cleanRooms('StartAudienceGenerationJob', (job, r) => ({
    name: 'NAME', configuredAudienceModelArn: job.Subject, includeSeedInOutput: r.includeSeedInOutput,
    seedAudience: { dataSource: { s3Uri: r.seedUri }, roleArn: r.seedRoleArn },
  })),
  'cleanroomsml.export': cleanRooms('StartAudienceExportJob', (job, r) => ({
    name: 'NAME', audienceGenerationJobArn: arn(job, 'audience-generation-job', r.generationJobId), audienceSize: r.audienceSize,
  })),
};

/** @param {any} job a JobDetail @returns {AwsRequest | null} null where no operation of AWS creates such jobs */
export function awsRequest(job) {
  if (job.Service === 'dataexchange' && job.Request?.Kind) return dataExchange(job);
  return MAKERS[job.Type]?.(job) ?? null;
}

const kebab = (name) => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replace(/([A-Z])([A-Z][a-z])/g, '$1-$2').toLowerCase();
const snake = (name) => kebab(name).replaceAll('-', '_');
const quotedForShell = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** @param {AwsRequest} request */
export function cli(request) {
  const line = ({ operation, input }) =>
    `aws ${request.service} ${kebab(operation)} --cli-input-json ${quotedForShell(JSON.stringify(input, null, 2))}`;
  return [request, request.then].filter(Boolean).map(line).join('\n');
}

/** A value as a Python literal. */
function python(value, indent) {
  const pad = '    '.repeat(indent);
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const items = Array.isArray(value) ? value.map((each) => python(each, indent + 1))
    : Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${python(each, indent + 1)}`);
  return items.length === 0 ? open + close : `${open}\n${items.map((item) => `${pad}    ${item},\n`).join('')}${pad}${close}`;
}

/** @param {AwsRequest} request */
export function boto3(request) {
  const name = request.service === 'cleanroomsml' ? 'cleanroomsml' : request.service;
  const line = ({ operation, input }) => `client.${snake(operation)}(\n${Object.entries(input)
    .map(([member, value]) => `    ${member}=${python(value, 1)},\n`).join('')})`;
  return `import boto3\n\nclient = boto3.client("${name}")\n${[request, request.then].filter(Boolean).map(line).join('\n')}\n`;
}

const lower = (name) => name.charAt(0).toLowerCase() + name.slice(1);

/** Members of the AWS SDK for Java: each structure is a lambda on its builder. */
function javaMembers(input, indent) {
  const pad = '    '.repeat(indent);
  return Object.entries(input).filter(([, value]) => value !== undefined).map(([name, value]) => `\n${pad}.${lower(name)}(${javaValue(value, indent)})`).join('');
}

function javaValue(value, indent) {
  if (Array.isArray(value)) {
    return value.map((each) => javaValue(each, indent + 1)).join(', ');
  }
  if (value !== null && typeof value === 'object') return `b -> b${javaMembers(value, indent + 1)}`;
  return JSON.stringify(value);
}

/** @param {AwsRequest} request */
export function java(request) {
  const line = ({ operation, input }) => `client.${lower(operation)}(r -> r${javaMembers(input, 1)});`;
  return `${request.java}Client client = ${request.java}Client.create();\n${[request, request.then].filter(Boolean).map(line).join('\n')}\n`;
}
