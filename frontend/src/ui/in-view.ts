import type { ReactiveController, ReactiveControllerHost } from "lit";

const watched = new WeakMap<Element, (inView: boolean) => void>();
let observer: IntersectionObserver | undefined;

function observe(element: Element, tell: (inView: boolean) => void): void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const entry of entries) watched.get(entry.target)?.(entry.isIntersecting);
    },
    { rootMargin: "200px" },
  );
  watched.set(element, tell);
  observer.observe(element);
}

/** Knows whether an element is on the screen, or nearly, and the page is looked at. One observer serves all. */
export class InViewController implements ReactiveController {
  inView = false;
  private intersects = false;

  constructor(
    private readonly host: ReactiveControllerHost & Element,
    private readonly changed: (inView: boolean) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("visibilitychange", this.settle);
    observe(this.host, (intersects) => {
      this.intersects = intersects;
      this.settle();
    });
  }

  hostDisconnected(): void {
    document.removeEventListener("visibilitychange", this.settle);
    observer?.unobserve(this.host);
    this.intersects = false;
    this.settle();
  }

  private readonly settle = (): void => {
    const inView = this.intersects && document.visibilityState !== "hidden";
    if (inView === this.inView) return;
    this.inView = inView;
    this.changed(inView);
  };
}
