import { renderGithub } from './github.ts';
import { renderGitlab } from './gitlab.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderOneline } from './oneline.ts';
import type { Report } from './report.ts';
import { renderSarif, type SarifOptions } from './sarif.ts';
import { renderText, type ReportTextOptions } from './text.ts';

/** What `--format` takes. */
export type FormatName = 'text' | 'oneline' | 'json' | 'sarif' | 'junit' | 'github' | 'gitlab' | 'markdown';

/** Each format reads what it knows of these. */
export interface FormatOptions extends ReportTextOptions, SarifOptions {}

/** Every format; all of them give the same text for the same findings, in whatever order they come. */
export const FORMATS: Readonly<Record<FormatName, (report: Report, options: FormatOptions) => string>> = {
  text: renderText,
  oneline: renderOneline,
  json: renderJson,
  sarif: renderSarif,
  junit: renderJunit,
  github: renderGithub,
  gitlab: renderGitlab,
  markdown: renderMarkdown,
};
