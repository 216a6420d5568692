export {
  FINISH_REASONS,
  type FinishReason,
  type LanguageModel,
  MESSAGE_ROLES,
  type MessageRole,
  type ModelMessage,
  type ModelReply,
  type ModelRequest,
  type ModelTool,
  type ModelToolCall,
  type ModelUsage,
} from '../ports/language-model.ts';
