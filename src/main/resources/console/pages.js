/**
 * The pages of the console. A page is a module with a default export, a component that gets
 * {params, query, facts, session}. It is loaded when it is first opened.
 *
 * @type {{path: string, title?: string, group?: string, key?: string, load: () => Promise<any>}[]}
 *     path: may have :names, and *rest at its end. title: its entry in the navigation, below its group.
 *     under: the path of the entry that is marked for it
 */
export const pages = [
  { path: '/', title: 'Overview', group: 'Work', load: () => import('./pages/overview.js') },
  { path: '/jobs', title: 'Jobs', group: 'Work', load: () => import('./pages/jobs.js') },
  { path: '/jobs/:id', under: '/jobs', load: () => import('./pages/job.js') },
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
