/** An answer before the parts that all have in common: what stands between its message and the request. */
export interface RouteAnswer {
  readonly status: number;
  readonly message: string;
  readonly content?: Readonly<Record<string, unknown>>;
  /** Whether the request stands before the content, and not behind it. */
  readonly isRequestFirst?: boolean;
}
