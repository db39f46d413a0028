import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';

export const MAX_LABELS = 10_000;
export const MAX_ID_LENGTH = 200;

export class LabelDto {
  @ApiProperty({ maxLength: MAX_ID_LENGTH })
  @IsString()
  @MaxLength(MAX_ID_LENGTH)
  @Matches(/^[^\p{Cc}\p{Surrogate}]+$/u, {
    message: 'transaction_id must not be empty and must not contain control characters',
  })
  transaction_id!: string;

  @ApiProperty({ description: 'the truth: whether the transaction was of the positive class' })
  @IsBoolean()
  actual_fraud!: boolean;

  @ApiPropertyOptional({
    description: 'when the truth became known (ISO 8601), at most 5 minutes in the future; default: now',
  })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @Matches(/^(19|20|21)/, { message: 'labelled_at must lie from 1900 to 2199' })
  labelled_at?: string;
}

export class LabelBatchDto {
  @ApiProperty({ type: [LabelDto], minItems: 1, maxItems: MAX_LABELS })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_LABELS)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => LabelDto)
  labels!: LabelDto[];
}
