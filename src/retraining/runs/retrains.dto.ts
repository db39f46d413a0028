import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 200;

export class RetrainDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 500, description: 'why, for the record' })
  @IsOptional()
  @IsString()
  @Length(1, 500)
  @Matches(/^[^\p{Cc}\p{Surrogate}]*$/u, { message: 'reason must not contain control characters' })
  reason?: string;

  @ApiPropertyOptional({ default: false, description: 'pass over cooldown, daily maximum and probation' })
  @IsOptional()
  @IsBoolean()
  force?: boolean;
}

export class RunsQueryDto {
  @ApiPropertyOptional({ minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;
}
