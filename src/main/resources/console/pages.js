/** A page of the data browsers: each path below it is a page of its own, whose state is not kept for the next one. */
const data = (path, load) => ({ path: '/data' + path, under: '/data', own: true, load });

/**
 * The pages of the console. A page is a module with a default export, a component that gets
 * {params, query, facts, session}. It is loaded when it is first opened.
 *
 * @type {{path: string, title?: string, group?: string, under?: string, own?: boolean, load: () => Promise<any>}[]}
 *     path: may have :names, and *rest at its end. title: its entry in the navigation, below its group.
 *     under: the path of the entry that is marked for it. own: its state belongs to the whole path
 */
export const pages = [
  { path: '/', title: 'Overview', group: 'Work', load: () => import('./pages/overview.js') },
  { path: '/jobs', title: 'Jobs', group: 'Work', load: () => import('./pages/jobs.js') },
  { path: '/jobs/:id', under: '/jobs', load: () => import('./pages/job.js') },
  { path: '/jobs/of/:arn', under: '/jobs', load: () => import('./pages/data-job.js') },
  { path: '/data', title: 'Data', group: 'Work', load: () => import('./pages/data.js') },
  data('/pinpoint', () => import('./pages/data-pinpoint.js')),
  data('/pinpoint/:app', () => import('./pages/data-pinpoint-app.js')),
  data('/pinpoint/:app/segments/:segment', () => import('./pages/data-pinpoint-segment.js')),
  data('/personalize', () => import('./pages/data-personalize.js')),
  data('/personalize/groups/:arn', () => import('./pages/data-personalize-group.js')),
  data('/personalize/datasets/:arn', () => import('./pages/data-personalize-dataset.js')),
  data('/dataexchange', () => import('./pages/data-exchange.js')),
  data('/dataexchange/:dataSet', () => import('./pages/data-exchange-set.js')),
  data('/dataexchange/:dataSet/:revision', () => import('./pages/data-exchange-revision.js')),
  data('/cleanroomsml', () => import('./pages/data-rooms.js')),
  data('/cleanroomsml/training/:arn', () => import('./pages/data-rooms-training.js')),
  data('/cleanroomsml/audiences/:arn', () => import('./pages/data-rooms-audience.js')),
  data('/cleanroomsml/:kind/:arn', () => import('./pages/data-rooms-model.js')),
  { path: '/import', title: 'Import', group: 'Work', load: () => import('./pages/import.js') },
  { path: '/deliveries', title: 'Event deliveries', group: 'Work', load: () => import('./pages/deliveries.js') },
  { path: '/calls', title: 'Calls', group: 'Work', load: () => import('./pages/calls.js') },
  { path: '/keys', title: 'Keys', group: 'Access', load: () => import('./pages/keys.js') },
  { path: '/audit', title: 'Audit log', group: 'Access', load: () => import('./pages/audit.js') },
  { path: '/settings', title: 'Settings', group: 'Reference', load: () => import('./pages/settings.js') },
  { path: '/manual', title: 'Manual', group: 'Reference', load: () => import('./pages/manual.js') },
  { path: '/manual/*page', under: '/manual', load: () => import('./pages/manual.js') },
  { path: '/api', title: 'API', group: 'Reference', load: () => import('./pages/api-reference.js') },
  { path: '/api/:contract', under: '/api', load: () => import('./pages/api-reference.js') },
  { path: '/api/:contract/:operation', under: '/api', load: () => import('./pages/api-reference.js') },
];
