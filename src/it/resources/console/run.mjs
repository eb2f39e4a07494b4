// node run.mjs SCENARIO URL FOLDER ...: runs one scenario; exit code 1 if it fails.
import { withBrowser } from './browser.mjs';
import * as deliveries from './delivery-scenarios.mjs';
import * as imports from './import-scenarios.mjs';
import * as general from './scenarios.mjs';

const scenarios = { ...general, ...imports, ...deliveries };
const [name, base, folder, ...rest] = process.argv.slice(2);
try {
  await withBrowser(base, folder, (console) => scenarios[name](console, folder, ...rest));
  process.stdout.write(`${name}: passed\n`);
} catch (failure) {
  process.stdout.write(`${name}: ${failure.stack}\n`);
  process.exitCode = 1;
}
