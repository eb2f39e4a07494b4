/** What the console uses of Preact, its hooks and htm. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): any;
export function render(node: unknown, parent: Element | null): void;
export function useEffect(effect: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useErrorBoundary(callback?: (error: any) => void): [any, () => void];
export function useMemo<T>(factory: () => T, inputs: readonly unknown[]): T;
export function useRef<T = any>(initial: T): { current: T };
export function useState<S = any>(initial: S | (() => S)): [S, (value: S | ((old: S) => S)) => void];
export class Component<P = any, S = any> {
  props: P;
  state: S;
  render(props: P, state: S): any;
}
