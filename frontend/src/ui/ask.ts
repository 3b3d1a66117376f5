import { css, html, nothing, render, type TemplateResult } from "lit";

export interface Question {
  title: string;
  text: string;
  /** What the button says that does it. */
  action: string;
  cancel: string;
  danger?: boolean;
  /** Fields between the text and the buttons. */
  fields?: TemplateResult;
}

/**
 * Ask before something is done. The dialog is put into a shadow root, whose styles it takes.
 *
 * Returns:
 *   The values of its fields; undefined when it was left.
 */
export function ask(root: ShadowRoot, question: Question): Promise<FormData | undefined> {
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  dialog.setAttribute("aria-label", question.title);
  root.append(dialog);
  return new Promise((resolve) => {
    let answer: FormData | undefined;
    render(
      html`<form
        method="dialog"
        @submit=${(event: SubmitEvent) => {
          answer = new FormData(event.target as HTMLFormElement);
        }}
      >
        <h2>${question.title}</h2>
        <p>${question.text}</p>
        ${question.fields ?? nothing}
        <div class="row">
          <button type="button" class="plain" @click=${() => dialog.close()}>${question.cancel}</button>
          <button type="submit" class="solid ${question.danger ? "danger" : ""}">${question.action}</button>
        </div>
      </form>`,
      dialog,
    );
    // Keys that are pressed here are none of a dialog's below.
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("close", (event) => {
      event.stopPropagation();
      dialog.remove();
      resolve(answer);
    });
    dialog.showModal();
  });
}

/** Shapes of dialogs and of fields in them, for the element whose shadow root they are put into. */
export const dialogStyles = css`
  .solid {
    background: var(--argus-text);
    color: var(--argus-back);
  }
  .danger {
    background: #b3261e;
    color: #fff;
  }
  .error-text {
    color: var(--argus-alarm);
    font-size: 13px;
    margin: 8px 0 0;
  }
  dialog {
    color: var(--argus-text);
    background: var(--argus-back);
    border: 0;
    border-radius: 20px;
    padding: 0;
    box-shadow: 0 12px 48px rgba(0, 0, 0, 0.4);
  }
  dialog::backdrop {
    background: #000a;
  }
  .ask {
    overflow-wrap: anywhere;
    width: min(400px, calc(100vw - 32px));
    padding: 24px;
  }
  .ask h2 {
    font-size: 18px;
    margin-bottom: 8px;
    white-space: normal;
  }
  .ask p {
    margin: 0 0 16px;
    color: var(--argus-soft);
  }
  .ask .row {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    margin-top: 20px;
  }
  .field {
    display: block;
    margin: 8px 0;
  }
  .field > span {
    display: block;
    font-size: 12px;
    color: var(--argus-soft);
    margin-bottom: 4px;
  }
  .field input:not([type="checkbox"], [type="radio"], [type="range"]),
  .field select {
    width: 100%;
    min-height: 40px;
    border-radius: 10px;
    border: 1px solid color-mix(in srgb, var(--argus-text) 45%, transparent);
    background: var(--argus-back);
    padding: 0 10px;
  }
`;
