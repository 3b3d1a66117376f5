const MOST = 200;

/** What was drawn before, to go back to and forth again. */
export class History<T> {
  private past: T[] = [];
  private future: T[] = [];
  private tag: string | undefined;

  constructor(private now: T) {}

  get present(): T {
    return this.now;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /**
   * Go on from something new.
   *
   * Args:
   *   next: what is drawn now.
   *   tag: names what is being done; steps in a row that have one name are undone together.
   */
  push(next: T, tag?: string): void {
    if (next === this.now) return;
    if (tag === undefined || tag !== this.tag) {
      this.past = [...this.past, this.now].slice(-MOST);
    }
    this.tag = tag;
    this.now = next;
    this.future = [];
  }

  /** End what is being done: the same again is another step. */
  settle(): void {
    this.tag = undefined;
  }

  undo(): void {
    const before = this.past.pop();
    if (before === undefined) return;
    this.future.push(this.now);
    this.now = before;
    this.tag = undefined;
  }

  redo(): void {
    const after = this.future.pop();
    if (after === undefined) return;
    this.past.push(this.now);
    this.now = after;
    this.tag = undefined;
  }
}
