import { html, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import {
  mdiCursorDefaultOutline,
  mdiRedo,
  mdiShapePolygonPlus,
  mdiUndo,
  mdiVectorLine,
} from "@mdi/js";
import { loadPlaces, savePlaces } from "../api/commands.ts";
import type { Camera, Places, Point, Watch } from "../api/types.ts";
import type { ArgusView } from "../camera/argus-view.ts";
import type { Size } from "../camera/geometry.ts";
import { deviceOf, entityOf, type EntityKey } from "../ha/entities.ts";
import { isCommandError, type HomeAssistant } from "../ha/types.ts";
import type { Part } from "../i18n/localize.ts";
import { ArgusElement } from "../ui/argus-element.ts";
import { ask, dialogStyles } from "../ui/ask.ts";
import { define } from "../ui/define.ts";
import { icon } from "../ui/icon.ts";
import { stateView } from "../ui/state-view.ts";
import { shared } from "../ui/styles.ts";
import { problemsOf, type Problem } from "./checks.ts";
import { same, type Named } from "./drawing.ts";
import { EditorController, type Tool } from "./editor-controller.ts";
import type { Editor } from "./element.ts";
import { lineFields, slider, zoneFields } from "./fields.ts";
import { place } from "./geometry.ts";
import { PreviewController } from "./preview-controller.ts";
import { draftShape, handles, lineShape, lineTags, seenShapes, smallestSample, zoneShape, zoneTag } from "./shapes.ts";
import { editorStyles } from "./styles.ts";

const TOOLS: readonly (readonly [Tool, string])[] = [
  ["select", mdiCursorDefaultOutline],
  ["zone", mdiShapePolygonPlus],
  ["line", mdiVectorLine],
];

/** Draws zones and lines on a camera's picture. */
export class ArgusEditor extends ArgusElement {
  @property({ attribute: false }) camera?: Camera;
  /** Is told what was saved. */
  @property({ attribute: false }) saved: (places: Places) => void = () => undefined;

  @state() private loaded = false;
  @state() private trouble?: string | undefined;
  @state() private saving = false;
  @state() private watch?: Watch | undefined;
  @query("dialog.editor") private readonly dialog?: HTMLDialogElement;
  @query("argus-view") private readonly view?: ArgusView;
  @query(".canvas") private readonly canvas?: HTMLElement;

  private readonly editor = new EditorController(this, () => ({
    zone: this.t("editor.new_zone"),
    line: this.t("editor.new_line"),
  }));
  private readonly preview = new PreviewController(this);

  protected override texts(): readonly Part[] {
    return ["cards", "editor", "numbers"];
  }

  protected override shownEntities(): readonly string[] {
    return this.camera?.entity_id ? [this.camera.entity_id] : [];
  }

  protected override firstUpdated(): void {
    this.dialog?.showModal();
    void this.load();
  }

  private async load(): Promise<void> {
    const { hass, camera } = this;
    if (!hass || !camera) return;
    this.trouble = undefined;
    try {
      this.editor.begin(await loadPlaces(hass, camera.entity_id ?? camera.id));
      this.loaded = true;
    } catch (error) {
      this.trouble = this.why(error);
    }
  }

  private why(error: unknown): string {
    if (isCommandError(error, "unauthorized")) return this.t("editor.not_allowed");
    return this.t("dialog.failed", { why: isCommandError(error) ? error.message : String(error) });
  }

  protected override willUpdate(): void {
    const { hass, camera } = this;
    if (!hass || !camera || !this.loaded) return;
    this.watch ??= this.watched();
    if (this.watch && !this.problems().length) this.preview.try(hass, camera, this.editor.drawing, this.watch);
  }

  private number(key: EntityKey): number | undefined {
    const { hass, camera } = this;
    const value = hass && camera ? Number(entityOf(hass, deviceOf(hass, camera.id), key)?.state) : NaN;
    return Number.isNaN(value) ? undefined : value;
  }

  /** How the camera is watched now: sensitivity 1 to 100, smallest object in percent of the picture. */
  private watched(): Watch | undefined {
    const sensitivity = this.number("number.sensitivity");
    const smallest = this.number("number.min_object");
    return sensitivity === undefined || smallest === undefined ? undefined : { sensitivity, min_object: smallest };
  }

  private problems(): Problem[] {
    return problemsOf(this.editor.drawing, (this.watch?.min_object ?? 0) / 100);
  }

  private get size(): Size {
    return this.view?.size ?? [1280, 720];
  }

  private watchChanged(): boolean {
    const now = this.watched();
    return Boolean(
      now && this.watch && (now.sensitivity !== this.watch.sensitivity || now.min_object !== this.watch.min_object),
    );
  }

  private async save(): Promise<void> {
    const { hass, camera, editor } = this;
    if (!hass || !camera || this.saving || this.problems().length) return;
    this.saving = true;
    this.trouble = undefined;
    try {
      if (editor.changed) {
        const kept = await savePlaces(hass, camera.entity_id ?? camera.id, editor.drawing);
        editor.begin(kept);
        this.saved(kept);
      }
      await this.saveWatch(hass, camera);
      this.dialog?.close();
    } catch (error) {
      this.trouble = this.why(error);
    }
    this.saving = false;
  }

  private async saveWatch(hass: HomeAssistant, camera: Camera): Promise<void> {
    const now = this.watched();
    if (!now || !this.watch) return;
    for (const key of ["sensitivity", "min_object"] as const) {
      const entity = entityOf(hass, deviceOf(hass, camera.id), `number.${key}`);
      if (entity && now[key] !== this.watch[key]) {
        await hass.callService("number", "set_value", { value: this.watch[key] }, { entity_id: entity.entity_id });
      }
    }
  }

  /** Leave, unless something was drawn that is to be kept. */
  private async leave(): Promise<void> {
    const root = this.renderRoot;
    if ((this.editor.changed || this.watchChanged()) && root instanceof ShadowRoot) {
      const sure = await ask(root, {
        title: this.t("editor.leave_title"),
        text: this.t("editor.leave_text"),
        action: this.t("editor.leave_action"),
        cancel: this.t("editor.leave_not"),
        danger: true,
      });
      if (!sure) return;
    }
    this.dialog?.close();
  }

  // Pointers

  private at(event: PointerEvent): Point {
    const { left, top, width, height } = (this.canvas ?? this).getBoundingClientRect();
    return place((event.clientX - left) / width, (event.clientY - top) / height);
  }

  private readonly down = (event: PointerEvent): void => {
    if (!event.isPrimary || event.button !== 0) return;
    this.canvas?.setPointerCapture(event.pointerId);
    const handle = (event.target as HTMLElement).closest<HTMLElement>("[data-corner]");
    const selected = this.editor.selected;
    const at = this.at(event);
    if (handle && selected) {
      const corner = Number(handle.dataset.corner);
      if (handle.classList.contains("half")) this.editor.split(selected, corner, at);
      else this.editor.down(at, { place: selected, corner });
      handle.focus();
    } else {
      this.editor.down(at);
      this.canvas?.focus();
    }
    event.preventDefault();
  };

  private readonly move = (event: PointerEvent): void => {
    if (event.isPrimary) this.editor.move(this.at(event));
  };

  private readonly up = (event: PointerEvent): void => {
    if (event.isPrimary) this.editor.up(this.at(event));
  };

  private key(event: KeyboardEvent, corner?: number): void {
    if (!this.editor.key(event, corner)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Drawing

  protected override render(): TemplateResult {
    const { t } = this;
    return html`<dialog
      class="editor"
      aria-label=${t("editor.title", { camera: this.camera?.name ?? "" })}
      @cancel=${(event: Event) => {
        event.preventDefault();
        void this.leave();
      }}
      @close=${() => this.remove()}
      @keydown=${(event: KeyboardEvent) => {
        if ((event.ctrlKey || event.metaKey) && !(event.composedPath()[0] instanceof HTMLInputElement)) this.key(event);
      }}
    >
      <div class="sheet">
        ${this.bar()}
        <div class="work">
          <div class="board">
            <argus-view .hass=${this.hass} .camera=${this.camera} .drawn=${false} @argus-frame=${() => this.requestUpdate()}>
              ${this.loaded ? this.board() : nothing}
            </argus-view>
            <p class="hint" role="status">${t(this.hint())}</p>
          </div>
          <div class="side">${this.loaded ? this.side() : this.waiting()}</div>
        </div>
      </div>
    </dialog>`;
  }

  private waiting(): TemplateResult {
    return this.trouble
      ? stateView("error", this.trouble, { text: this.t("again"), run: () => void this.load() })
      : stateView("loading", this.t("state.loading"));
  }

  private hint(): Parameters<typeof this.t>[0] {
    const { tool, draft, selected } = this.editor;
    if (tool === "zone") return draft.length >= 3 ? "editor.hint_close" : "editor.hint_zone";
    if (tool === "line") return draft.length ? "editor.hint_end" : "editor.hint_line";
    return selected ? "editor.hint_selected" : "editor.hint_select";
  }

  private bar(): TemplateResult {
    const { t, editor } = this;
    const problems = this.problems();
    return html`<header>
      <h2>${t("editor.title", { camera: this.camera?.name ?? "" })}</h2>
      <button
        class="round"
        aria-label=${t("editor.undo")}
        title=${t("editor.undo")}
        ?disabled=${!editor.canUndo}
        @click=${() => editor.undo()}
      >
        ${icon(mdiUndo)}
      </button>
      <button
        class="round"
        aria-label=${t("editor.redo")}
        title=${t("editor.redo")}
        ?disabled=${!editor.canRedo}
        @click=${() => editor.redo()}
      >
        ${icon(mdiRedo)}
      </button>
      <button class="plain" @click=${() => this.leave()}>${t("cancel")}</button>
      <button
        class="solid"
        ?disabled=${this.saving || problems.length > 0 || !(editor.changed || this.watchChanged())}
        @click=${() => this.save()}
      >
        ${t("save")}
      </button>
    </header>`;
  }

  private board(): TemplateResult {
    const { editor, size } = this;
    const { zones, lines } = editor.drawing;
    const [width, height] = size;
    const problems = this.problems();
    const looks = (named: Named): string =>
      `${editor.isSelected(named) ? "selected" : ""} ${problems.some((problem) => same(problem.place, named)) ? "wrong" : ""}`;
    return html`<div
      class="canvas ${editor.tool}"
      tabindex="0"
      role="application"
      aria-label=${this.t("editor.board")}
      aria-describedby="keys"
      @pointerdown=${this.down}
      @pointermove=${this.move}
      @pointerup=${this.up}
      @pointercancel=${() => editor.cancel()}
      @keydown=${(event: KeyboardEvent) => this.key(event)}
    >
      <span id="keys" class="hidden">${this.t("editor.keys")}</span>
      <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">
        ${zones.map((zone, index) => zoneShape(zone, size, looks({ kind: "zone", index })))}
        ${lines.map((line, index) => lineShape(line, size, looks({ kind: "line", index })))}
        ${draftShape(editor, size)} ${seenShapes(this.preview.frame ?? this.view?.scene.frame, size)}
      </svg>
      ${this.watch ? smallestSample(this.watch, size, this.t) : nothing} ${lines.map((line) => lineTags(line, size, this.t))}
      ${zones.map((zone) => zoneTag(zone))} ${handles(editor, this.t, (event, corner) => this.key(event, corner))}
      ${editor.tool === "select"
        ? nothing
        : html`<i class="cross" style="left:${editor.cursor[0] * 100}%;top:${editor.cursor[1] * 100}%"></i>`}
    </div>`;
  }

  // The side

  private side(): TemplateResult {
    const { t, editor } = this;
    const { zones, lines } = editor.drawing;
    const around = { t, formats: this.formats, editor, sensitivity: this.watch?.sensitivity ?? 50 };
    const general = this.problems().filter(({ place: named }) => !named);
    return html`<div class="tools" role="radiogroup" aria-label=${t("editor.tools")}>
        ${TOOLS.map(
          ([tool, path]) =>
            html`<button
              class="chip"
              role="radio"
              aria-checked=${String(editor.tool === tool)}
              @click=${() => {
                editor.choose(tool);
                this.canvas?.focus();
              }}
            >
              ${icon(path)}${t(`editor.tool_${tool}`)}
            </button>`,
        )}
      </div>
      ${editor.tool === "select"
        ? nothing
        : html`<button class="plain wide" @click=${() => editor.finish()}>
            ${t(editor.draft.length ? "editor.done" : "editor.place_it")}
          </button>`}
      <div role="alert">
        ${this.trouble ? html`<p class="error-text">${this.trouble}</p>` : nothing}
        ${general.map(({ text }) => html`<p class="error-text">${t(text)}</p>`)}
      </div>
      ${zones.length || lines.length ? nothing : html`<p class="soft">${t("editor.nothing")}</p>`}
      ${zones.length ? html`<h3>${t("editor.zones")}</h3>` : nothing}
      ${zones.map((zone, index) => this.entry({ kind: "zone", index }, zone.name, zone.kind, () => zoneFields(zone, index, around)))}
      ${lines.length ? html`<h3>${t("editor.lines")}</h3>` : nothing}
      ${lines.map((line, index) => this.entry({ kind: "line", index }, line.name, "line", () => lineFields(line, index, around)))}
      ${this.watch ? this.sliders(this.watch) : nothing}`;
  }

  private entry(named: Named, name: string, kind: string, fields: () => TemplateResult): TemplateResult {
    const { editor, t } = this;
    const open = editor.isSelected(named);
    const problems = this.problems().filter((problem) => same(problem.place, named));
    return html`<div class="entry ${open ? "open" : ""}">
      <button class="name" aria-expanded=${String(open)} @click=${() => editor.select(open ? undefined : named)}>
        <i class="dot ${kind}"></i>${name || t("editor.unnamed")}
        ${kind === "exclude" ? html`<small>${t("editor.ignored")}</small>` : nothing}
      </button>
      ${problems.map(({ text }) => html`<p class="error-text" role="alert">${t(text)}</p>`)}
      ${open ? html`<div class="fields">${fields()}</div>` : nothing}
    </div>`;
  }

  private sliders(watch: Watch): TemplateResult {
    const { t } = this;
    // Sizes are told apart in ratios: a step at the small end is a small one.
    const size = Math.log10(watch.min_object);
    return html`<h3>${t("editor.detection")}</h3>
      ${slider(this.formats, t("editor.sensitivity"), watch.sensitivity, 1, 100, 1, (sensitivity) => {
        this.watch = { ...watch, sensitivity };
      })}
      ${slider(
        this.formats,
        t("editor.min_object"),
        size,
        Math.log10(0.02),
        Math.log10(50),
        0.01,
        (power) => {
          this.watch = { ...watch, min_object: Math.min(50, Math.max(0.02, Math.round(10 ** power * 100) / 100)) };
        },
        this.formats.percent(watch.min_object / 100),
      )}
      <p class="soft">${t(this.preview.possible ? "editor.preview" : "editor.no_preview")}</p>`;
  }

  static override styles = [shared, dialogStyles, editorStyles];
}

/** Put an editor into the page. */
export function createEditor(hass: HomeAssistant, camera: Camera, saved: (places: Places) => void): Editor {
  define("argus-editor", ArgusEditor);
  const editor = Object.assign(document.createElement("argus-editor") as HTMLElement & Editor, { hass, camera, saved });
  document.body.append(editor);
  return editor;
}
