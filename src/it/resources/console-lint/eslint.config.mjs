// Lints the console's modules and the scenarios of their test, and checks their format: `npx eslint --fix` corrects it.
import stylistic from '@stylistic/eslint-plugin';

const readonly = (names) => Object.fromEntries(names.split(' ').map((name) => [name, 'readonly']));

const BROWSER = readonly('AbortController Blob File FileReader FormData HashChangeEvent HTMLElement ResizeObserver TextDecoderStream'
  + ' TextEncoder URL URLSearchParams addEventListener clearInterval clearTimeout console crypto dispatchEvent document fetch'
  + ' history innerWidth isSecureContext localStorage location matchMedia navigator removeEventListener scrollTo sessionStorage'
  + ' setInterval setTimeout');
const NODE = readonly('Buffer process');

const CODE = {
  'array-callback-return': 'error',
  'default-case-last': 'error',
  eqeqeq: 'error',
  'max-lines': ['error', 300],
  'no-cond-assign': 'error',
  'no-constant-condition': ['error', { checkLoops: false }],
  'no-dupe-keys': 'error',
  'no-eval': 'error',
  'no-fallthrough': 'error',
  'no-implied-eval': 'error',
  'no-loss-of-precision': 'error',
  'no-new-func': 'error',
  'no-self-compare': 'error',
  'no-throw-literal': 'error',
  'no-undef': 'error',
  'no-unreachable': 'error',
  'no-unsafe-finally': 'error',
  'no-unused-vars': ['error', { args: 'after-used', ignoreRestSiblings: true }],
  'no-useless-return': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'use-isnan': 'error',
  'valid-typeof': 'error',
};

const FORMAT = {
  'array-bracket-spacing': 'error',
  'arrow-parens': ['error', 'always'],
  'arrow-spacing': 'error',
  'block-spacing': 'error',
  'brace-style': ['error', '1tbs', { allowSingleLine: true }],
  'comma-dangle': ['error', 'always-multiline'],
  'comma-spacing': 'error',
  'eol-last': 'error',
  'function-call-spacing': 'error',
  'key-spacing': 'error',
  'keyword-spacing': 'error',
  'max-len': ['error', { code: 160, ignoreStrings: true, ignoreTemplateLiterals: true }],
  'no-extra-semi': 'error',
  'no-multi-spaces': 'error',
  'no-multiple-empty-lines': ['error', { max: 1, maxEOF: 0 }],
  'no-tabs': 'error',
  'no-trailing-spaces': 'error',
  'object-curly-spacing': ['error', 'always'],
  'padded-blocks': ['error', 'never'],
  'quote-props': ['error', 'as-needed'],
  quotes: ['error', 'single', { avoidEscape: true, allowTemplateLiterals: 'avoidEscape' }],
  semi: ['error', 'always'],
  'semi-spacing': 'error',
  'space-before-blocks': 'error',
  'space-before-function-paren': ['error', { anonymous: 'never', named: 'never', asyncArrow: 'always' }],
  'space-infix-ops': 'error',
  'template-curly-spacing': 'error',
};

const rules = { ...CODE, ...Object.fromEntries(Object.entries(FORMAT).map(([name, rule]) => ['style/' + name, rule])) };
const shared = { linterOptions: { reportUnusedDisableDirectives: 'error' }, plugins: { style: stylistic }, rules };

export default [
  { ...shared, files: ['console/**/*.js'], languageOptions: { globals: BROWSER } },
  { ...shared, files: ['**/*.mjs'], languageOptions: { globals: { ...BROWSER, ...NODE } } },
];
